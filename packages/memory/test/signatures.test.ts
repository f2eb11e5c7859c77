import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SignatureStore } from '@ltmc/contracts';
import { describe, expect, it } from 'vitest';
import { context } from './open-memory.js';
import { filesHolding, lateOf, openWorld, QUICK, signed } from './signature-world.js';

const WITHIN = { timeout: 8000, interval: 20 };
/** Several ticks and the grace. */
const SETTLED_MS = QUICK.graceMs + 6 * QUICK.tickMs;
const PARAGRAPH = 'The ferry to the northern islands leaves twice a day, and in winter only when the wind allows it. '.repeat(8);

describe('token signatures of what is stored', () => {
  it('come with the embedding and are those of the text', async () => {
    await using world = await openWorld();
    const ids = await world.store('1.md', 'Our cat sleeps on the radiator all winter.');
    await expect.poll(() => signed(world.signatures, ids), WITHIN).toEqual([...ids]);
    const { signature } = await world.late.embedSigned('Our cat sleeps on the radiator all winter.');
    expect((await world.signatures.read(ids)).map((held) => held && [...held])).toEqual([[...signature]]);
    expect(await world.memory.search(context, { query: 'cat' })).toMatchObject({ hits: [{ fileName: '1.md' }] });
  });

  it('stay when they were there before the first look at the record', async () => {
    let clears = 0;
    const counting = (store: SignatureStore): SignatureStore => ({ ...store, clear: async () => { clears += 1; await store.clear(); } });
    await using world = await openWorld({ tickMs: 1500, wrap: counting });
    const ids = await world.store('first.md', 'The first thing that anybody stored here.');
    await expect.poll(() => signed(world.signatures, ids), { timeout: 1200, interval: 10 }).toEqual([...ids]);
    await sleep(1700);
    expect([await signed(world.signatures, ids), clears]).toEqual([[...ids], 0]);
  });

  it('go when they are replaced, and what is taken over from before has them at once, without the model', async () => {
    // Nobody looks for what is missing while this test runs.
    await using world = await openWorld({ graceMs: 600_000 });
    const before = await world.store('guide.md', `# One\n\n${PARAGRAPH}\n\n# Two\n\nThe kiosk is open.`);
    await expect.poll(() => signed(world.signatures, before), WITHIN).toEqual([...before]);
    const features = async () => (await world.memory.search(context, { query: 'ferry islands', explain: true })).hits.find(({ content }) => content.includes('ferry'))?.features;
    expect(await features()).toHaveProperty('tokens');
    const after = await world.store('guide.md', `# One\n\n${PARAGRAPH}\n\n# Two\n\nThe kiosk is closed.`, { tags: ['summer'] });
    expect(await features()).toHaveProperty('tokens');
    expect(after.length).toBeGreaterThan(1);
    await expect.poll(() => signed(world.signatures, [...before, ...after]), WITHIN).toEqual([...after]);
  });

  it('are made again where those of the version before were lost', async () => {
    await using world = await openWorld();
    const before = await world.store('guide.md', 'The kiosk is open.');
    await expect.poll(() => signed(world.signatures, before), WITHIN).toEqual([...before]);
    await using other = await openWorld({ folder: world.folder, signed: false });
    const after = await other.store('guide.md', 'The kiosk is open.', { tags: ['summer'] });
    await expect.poll(() => signed(world.signatures, [...before, ...after]), WITHIN).toEqual([...after]);
  });

  it('go when they are forgotten, come back by an undo, and leave no byte after a purge', async () => {
    await using world = await openWorld();
    const ids = await world.store('plan.md', 'The meeting about the harbour is in Bergen next spring.');
    const kept = await world.store('other.md', 'Sourdough rests for twelve hours in the fridge.');
    await expect.poll(() => signed(world.signatures, [...ids, ...kept]), WITHIN).toEqual([...ids, ...kept]);
    const [signature = new Uint8Array()] = await world.signatures.read(ids);
    expect(signature.length).toBeGreaterThan(32);
    await world.memory.forget(context, { fileName: 'plan.md' });
    await expect.poll(() => signed(world.signatures, [...ids, ...kept]), WITHIN).toEqual([...kept]);
    await world.memory.forget(context, { fileName: 'plan.md', undo: true });
    await expect.poll(() => signed(world.signatures, [...ids, ...kept]), WITHIN).toEqual([...ids, ...kept]);
    expect(await filesHolding(world.folder, signature)).toBeGreaterThan(0);
    await world.memory.forget(context, { fileName: 'plan.md', purge: true });
    expect(await signed(world.signatures, [...ids, ...kept])).toEqual([...kept]);
    expect(await filesHolding(world.folder, signature)).toBe(0);
  });

  it('go too where a conversation is purged', async () => {
    await using world = await openWorld();
    await world.memory.chats.log(context, { conversationId: 'c', role: 'user', content: 'The harbour master retires in May.', sourceTool: 'test' });
    await expect.poll(() => world.signatures.count(), WITHIN).toBe(1);
    const [id = 0] = await world.signatures.idsIn({ first: 1, last: 1000 });
    const [signature = new Uint8Array()] = await world.signatures.read([id]);
    await world.memory.chats.forget(context, { conversationId: 'c', purge: true });
    expect([await world.signatures.count(), await filesHolding(world.folder, signature)]).toEqual([0, 0]);
  });
});

describe('what is missing', () => {
  it('is made when signatures are switched on for a record that has none, and told meanwhile', async () => {
    await using keeper = await openWorld({ signed: false });
    const ids: number[] = [];
    for (let note = 0; note < 20; note += 1) ids.push(...(await keeper.store(`note ${note}`, `Ticket ${note}: the elevator in building ${note} is out of order.`)));
    expect(await keeper.memory.health()).not.toHaveProperty('vector_store.signaturesMissing');
    const told: unknown[] = [];
    await using world = await openWorld({ folder: keeper.folder });
    await expect.poll(async () => {
      told.push((await world.memory.health()).vector_store['signaturesMissing']);
      return signed(world.signatures, ids);
    }, WITHIN).toEqual(ids);
    expect(Math.max(...told.map(Number).filter(Number.isFinite), 0)).toBeLessThanOrEqual(20);
    await expect.poll(async () => (await world.memory.health()).vector_store['signaturesMissing'], WITHIN).toBe(0);
  });

  it('is made again when the index folder is removed while it is in use', async () => {
    await using world = await openWorld();
    const ids = [...(await world.store('a', 'The elevator is out of order.')), ...(await world.store('b', 'The telescope needs a new mirror.'))];
    await expect.poll(() => signed(world.signatures, ids), WITHIN).toEqual(ids);
    await rm(join(world.folder, 'index'), { recursive: true });
    await expect.poll(() => world.signatures.losses, WITHIN).toBe(1);
    await expect.poll(() => signed(world.signatures, ids), WITHIN).toEqual(ids);
  });

  it('is not made of what is forgotten or replaced, and orphans go', async () => {
    await using keeper = await openWorld({ signed: false });
    const gone = [...(await keeper.store('a', 'first')), ...(await keeper.store('b', 'second'))];
    const current = await keeper.store('a', 'first, changed');
    await keeper.memory.forget(context, { fileName: 'b' });
    await keeper.signatures.put([{ vectorId: 4711, signature: new Uint8Array(32).fill(7) }]);
    await keeper.signatures.apply({ remove: [], position: (await keeper.record.changesAfter((await keeper.record.lastSeq()) - 1, 1))[0] ?? { seq: 0, atMs: 0 } });
    await using world = await openWorld({ folder: keeper.folder });
    await expect.poll(() => world.signatures.idsIn({ first: 1, last: 10_000 }).then((ids) => [...ids]), WITHIN).toEqual([...current]);
    expect(await signed(world.signatures, gone)).toEqual([]);
  });

  it('is made anew where the record went another way than the signatures', async () => {
    await using world = await openWorld();
    const ids = await world.store('a', 'The elevator is out of order.');
    await expect.poll(() => signed(world.signatures, ids), WITHIN).toEqual([...ids]);
    await world.memory.close();
    await world.signatures.put(ids.map((vectorId) => ({ vectorId, signature: new Uint8Array(16) })));
    await world.signatures.apply({ remove: [], position: { seq: 10_000, atMs: 5 } });
    await using again = await openWorld({ folder: world.folder });
    const { signature } = await again.late.embedSigned('The elevator is out of order.');
    await expect.poll(async () => (await again.signatures.read(ids)).map((held) => held && [...held]), WITHIN).toEqual([[...signature]]);
  });

  it('is made by one process at a time', async () => {
    await using keeper = await openWorld({ signed: false });
    const ids: number[] = [];
    for (let note = 0; note < 12; note += 1) ids.push(...(await keeper.store(`note ${note}`, `Ticket ${note} is about platform ${note}.`)));
    let texts = 0;
    const { embedder } = keeper;
    const counting = { ...embedder, lateInteraction: { ...lateOf(embedder), embedSigned: (text: string) => { texts += 1; return lateOf(embedder).embedSigned(text); } } };
    let held = false;
    const inTurn = async (work: (signal: AbortSignal) => Promise<void>): Promise<boolean> => {
      if (held) return false;
      held = true;
      await work(new AbortController().signal);
      held = false;
      return true;
    };
    await using one = await openWorld({ folder: keeper.folder, embedder: counting, inTurn });
    await using two = await openWorld({ folder: keeper.folder, embedder: counting, inTurn });
    await expect.poll(() => signed(one.signatures, ids), WITHIN).toEqual(ids);
    await new Promise((resolve) => { setTimeout(resolve, SETTLED_MS); });
    expect(await signed(two.signatures, ids)).toEqual(ids);
    expect(texts).toBe(12);
  });
});
