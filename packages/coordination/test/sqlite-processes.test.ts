import { describe, expect, it } from 'vitest';
import { openSqliteCoordination } from '../src/index.js';
import { start, until, type RunningScript } from './processes.js';
import { freshPath } from './temporary-folder.js';

/** What every script begins with. */
const OPEN = `
const store = await openSqliteCoordination({ path });
const space = store.space('default');
await say('ready');
await heard;
`;

/** Waits its turn for a lock \`args[0]\` times, and says from when to when it had it, with which fence. */
const TAKE_TURNS = `${OPEN}
for (let cycle = 0; cycle < Number(args[0]); cycle += 1) {
  const request = { owner: String(process.pid), mode: 'exclusive', ttlMs: 60_000, queueForMs: 60_000 };
  let outcome = await space.locks.acquire('doc', request);
  while (!outcome.granted) {
    await space.locks.untilChanged('doc', { waitMs: 60_000, since: outcome.seen });
    outcome = await space.locks.acquire('doc', { ...request, ticket: outcome.ticket });
  }
  const since = nowUs();
  await sleep(Math.random() * 2);
  await say(since + ' ' + nowUs() + ' ' + outcome.grant.fence);
  await space.locks.release('doc', outcome.grant.token);
}
await store.close();
`;

/** Holds for times that are often over before the work is, and stops where its time is over by its own count. */
const OVERRUN = `${OPEN}
const untilUs = nowUs() + Number(args[0]) * 1000;
while (nowUs() < untilUs) {
  const askedUs = nowUs();
  const outcome = await space.locks.acquire('doc', { owner: String(process.pid), mode: 'exclusive', ttlMs: 30 });
  if (!outcome.granted) { await sleep(Math.random() * 3); continue; }
  const begunUs = nowUs();
  await sleep(Math.random() * 40);
  const endUs = Math.min(nowUs(), askedUs + 30_000);
  await space.locks.release('doc', outcome.grant.token);
  if (begunUs < endUs) await say([begunUs, endUs, outcome.grant.fence].join(' '));
}
await store.close();
`;

/** Writes state and an event that belongs to it in one step, and says what was answered, until it is killed. */
const WRITE_BOTH = `${OPEN}
for (let n = 1; ; n += 1) {
  const { version } = await space.state('session').put(args[0], { n }, { events: [{ stream: args[0], body: { n } }] });
  await space.members('agent').join(args[0], { n }, { ttlMs: 60_000, replace: true });
  await say(String(version));
}
`;

async function together(scripts: readonly RunningScript[]): Promise<void> {
  await until(() => scripts.every(({ lines }) => lines.includes('ready')));
  for (const { child } of scripts) child.stdin?.write('go\n');
}

/** Of each line after the first its numbers, over all scripts. */
async function numbersOf(scripts: readonly RunningScript[]): Promise<number[][]> {
  const outputs = await Promise.all(scripts.map(({ finished }) => finished));
  return outputs.flatMap((lines) => lines.slice(1).map((line) => line.split(' ').map(Number)));
}

/** Turns that begin before the one before them has ended, or whose fence is not above. */
function overlaps(turns: readonly (readonly number[])[]): unknown[] {
  const ordered = turns.toSorted(([a = 0], [b = 0]) => a - b);
  return ordered.filter(([begunUs = 0, , fence = 0], index) => {
    const [, endedUs = 0, fenceBefore = 0] = ordered[index - 1] ?? [];
    return begunUs < endedUs || fence <= fenceBefore;
  });
}

describe('several processes on one file', () => {
  it('hold a lock one at a time, all get their turns, and fences strictly rise', async () => {
    const path = await freshPath();
    const scripts = [1, 2, 3, 4].map(() => start(TAKE_TURNS, path, '40'));
    await together(scripts);
    const turns = await numbersOf(scripts);
    expect(turns).toHaveLength(160);
    expect(overlaps(turns)).toEqual([]);
  });

  it('hold a lock one at a time also when times run out', async () => {
    const path = await freshPath();
    const scripts = [1, 2, 3].map(() => start(OVERRUN, path, '3000'));
    await together(scripts);
    const turns = await numbersOf(scripts);
    expect(turns.length).toBeGreaterThan(20);
    expect(overlaps(turns)).toEqual([]);
  });

  it('append to one stream without a gap, and all readers see the same', async () => {
    const path = await freshPath();
    const append = `${OPEN}
      for (let n = 1; n <= 200; n += 1) await say(await space.stream('s').append({ by: args[0], n }) + ' ' + n);
      await store.close();`;
    const read = `${OPEN}
      for (let after = 0; after < 600;) for (const { sequence, body } of (await space.stream('s').read({ after, limit: 50, waitMs: 60_000 })).events) {
        if (sequence !== after + 1) throw new Error('a gap before ' + sequence);
        after = sequence;
        await say(sequence + ' ' + body.n);
      }
      await store.close();`;
    const writers = ['a', 'b', 'c'].map((name) => start(append, path, name));
    const readers = [start(read, path), start(read, path)];
    await together([...writers, ...readers]);
    const written = (await numbersOf(writers)).toSorted(([a = 0], [b = 0]) => a - b);
    expect(written.map(([sequence]) => sequence)).toEqual(Array.from({ length: 600 }, (_, index) => index + 1));
    for (const reader of readers) expect(await numbersOf([reader])).toEqual(written);
  });

  it('a reader that is killed between effect and acknowledgement is given its events again, flagged, in order', async () => {
    const path = await freshPath();
    await using store = await openSqliteCoordination({ path });
    const events = store.space('default').stream('work');
    for (let n = 1; n <= 6; n += 1) await events.append({ n });
    const script = start(`${OPEN}
      const { events } = await space.stream('work').readAs('reader', { limit: 4 });
      await space.stream('work').acknowledge('reader', 2);
      await say(events.map(({ sequence }) => sequence).join());
      await sleep(60_000);`, path);
    await together([script]);
    await until(() => script.lines.includes('1,2,3,4'));
    script.child.kill('SIGKILL');
    await script.finished;
    const { events: again } = await events.readAs('reader', { limit: 9 });
    expect(again.map(({ sequence, redelivered }) => [sequence, redelivered])).toEqual([[3, true], [4, true], [5, false], [6, false]]);
  });

  it('members that are killed are gone after their time, those that live are not', async () => {
    const path = await freshPath();
    await using store = await openSqliteCoordination({ path });
    const agents = store.space('default').members('agent');
    const beat = `${OPEN}
      await space.members('agent').join(args[0], {}, { ttlMs: 3000 });
      await say('joined');
      for (;;) { await sleep(100); if (!(await space.members('agent').beat(args[0], { ttlMs: 3000 }))) await say('lost'); }`;
    const scripts = ['a', 'b', 'c', 'd'].map((name) => start(beat, path, name));
    await together(scripts);
    await until(() => scripts.every(({ lines }) => lines.includes('joined')));
    expect((await agents.list()).map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
    for (const victim of [scripts[0], scripts[2]]) victim?.child.kill('SIGKILL');
    await until(async () => (await agents.count()) === 2);
    expect((await agents.list()).map(({ id }) => id)).toEqual(['b', 'd']);
    expect(scripts.flatMap(({ lines }) => lines)).not.toContain('lost');
  });

  it('a kill in the middle of writing loses nothing that was answered, and leaves nothing half done', async () => {
    const path = await freshPath();
    await using store = await openSqliteCoordination({ path });
    const space = store.space('default');
    for (const round of ['one', 'two', 'three', 'four']) {
      const script = start(WRITE_BOTH, path, round);
      await together([script]);
      await until(() => script.lines.length > 20);
      script.child.kill('SIGKILL');
      const answered = (await script.finished).slice(1).map(Number);
      const [entry, last, member] = [await space.state('session').get(round), await space.stream(round).last(), await space.members('agent').get(round)];
      expect(entry?.version).toBeGreaterThanOrEqual(answered.at(-1) ?? 0);
      expect([entry?.version, entry?.fields.n]).toEqual([last, last]);
      expect(last - Number(member?.fields.n)).toBeLessThanOrEqual(1);
    }
    expect([await space.state('session').count(), await space.members('agent').count()]).toEqual([4, 4]);
  });
});
