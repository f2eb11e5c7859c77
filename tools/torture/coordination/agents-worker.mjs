import { openPlace } from './places.mjs';

/** Agents of one process that join and give signs of life at a third of their time. Tells when one was taken for dead; `silentMs` is how long it gave none. */
export async function work({ place, agentIds, ttlMs }, say) {
  const store = await openPlace(place);
  const group = store.space('torture').members('agent');
  const beats = new Map();
  const timer = setInterval(() => { for (const id of beats.keys()) void beat(id); }, ttlMs / 3);

  const join = async (id) => {
    const atMs = performance.now();
    if (!(await group.join(id, { process: process.pid }, { ttlMs }))) throw new Error(`${id} lives already`);
    beats.set(id, atMs);
    say({ joined: id });
  };
  const beat = async (id) => {
    const atMs = performance.now();
    const member = await group.beat(id, { ttlMs });
    if (!beats.has(id)) return;
    if (!member) {
      say({ lapsed: id, silentMs: performance.now() - beats.get(id) });
      await join(id);
    } else beats.set(id, Math.max(atMs, beats.get(id)));
  };
  for (const id of agentIds) await join(id);

  return {
    /** Says goodbye for one of them. */
    leave: async ({ agentId }) => {
      beats.delete(agentId);
      await group.leave(agentId);
    },
    /** One of them hangs: it gives no more signs of life. */
    silence: async ({ agentId }) => { beats.delete(agentId); },
    close: async () => {
      clearInterval(timer);
      await store.close();
    },
  };
}
