import type { Lease, LeaseStore } from '@ltmc/contracts';
import { describe, expect, it } from 'vitest';
import { openSqliteLeaseStore } from '../src/index.js';
import { start, until } from './processes.js';
import { freshPath } from './temporary-folder.js';

/**
 * Takes the lease, works under it for a while (often past its end) and gives it back; prints each turn as epoch, begin and end. A turn ends
 * when the holder has to stop: before it releases, and when its time has passed since it asked.
 */
const CONTEND = `
const [ttlMs, forMs] = args.map(Number);
const store = await openSqliteLeaseStore({ path });
await say('ready');
await heard;
const untilUs = nowUs() + forMs * 1000;
while (nowUs() < untilUs) {
  const askedUs = nowUs();
  const lease = await store.acquire('writer', { owner: String(process.pid), ttlMs });
  if (!lease) { await sleep(Math.random() * 3); continue; }
  const begunUs = nowUs();
  await sleep(Math.random() * ttlMs * 1.3);
  const endUs = Math.min(nowUs(), askedUs + ttlMs * 1000);
  await store.release(lease);
  if (begunUs < endUs) await say([lease.epoch, begunUs, endUs].join(' '));
}
await store.close();
`;

/** Opens fresh files, each at the same instant in every process, and takes the lease if it is free. */
const OPEN_AT_ONCE = `
const [rounds, everyMs] = args.map(Number);
await say('ready');
const startUs = Number(await heard);
for (let round = 0; round < rounds; round += 1) {
  await sleep((startUs - nowUs()) / 1000 + round * everyMs);
  const store = await openSqliteLeaseStore({ path: path + round });
  if (await store.acquire('writer', { owner: 'any', ttlMs: 60_000 })) await say(String(round));
}
process.exit();
`;

/** Takes the lease and says so; once told to go on, asks for what it believes to hold. */
const PAUSED = `
const store = await openSqliteLeaseStore({ path });
const lease = await store.acquire('writer', { owner: 'paused', ttlMs: Number(args[0]) });
await say('held ' + lease.epoch);
await heard;
await say('current ' + await store.isCurrent(lease));
await say('renewed ' + (await store.renew(lease) !== undefined));
await store.release(lease);
await store.close();
`;

/** Keeps the lease by renewal and tells when it is lost. */
const KEEP = `
const store = await openSqliteLeaseStore({ path });
const held = await holdLease({ store, name: 'writer', owner: 'keeper', ttlMs: Number(args[0]) });
held.signal.addEventListener('abort', async () => {
  await say('lost ' + held.signal.reason.code + ' ' + await held.isCurrent());
  await store.close();
  process.exit();
});
await say('held ' + held.lease.epoch);
await heard;
`;

async function takeOver(store: LeaseStore): Promise<Lease> {
  let lease: Lease | undefined;
  await until(async () => (lease = await store.acquire('writer', { owner: 'heir', ttlMs: 60_000 })) !== undefined);
  if (!lease) throw new Error('unreachable: waited until it was held');
  return lease;
}

describe('several processes', () => {
  it('make the file together, and none is told that it is busy', async () => {
    const rounds = 25;
    const path = await freshPath();
    const processes = Array.from({ length: 6 }, () => start(OPEN_AT_ONCE, path, String(rounds), '100'));
    await until(() => processes.every(({ lines }) => lines.length > 0));
    const startUs = Number(process.hrtime.bigint() / 1000n) + 50_000;
    for (const { child } of processes) child.stdin?.write(`${startUs}\n`);
    const taken = (await Promise.all(processes.map(({ finished }) => finished))).flatMap((lines) => lines.slice(1).map(Number));
    expect(taken.toSorted((a, b) => a - b)).toEqual(Array.from({ length: rounds }, (_, round) => round));
  });

  it('hold one lease in turn: no two turns overlap, epochs rise with time', async () => {
    const path = await freshPath();
    const contenders = Array.from({ length: 4 }, () => start(CONTEND, path, '30', '3000'));
    await until(() => contenders.every(({ lines }) => lines.length > 0)); // all made the file at once
    for (const { child } of contenders) child.stdin?.write('go\n');
    const outputs = await Promise.all(contenders.map(({ finished }) => finished));
    const turns = outputs.map((lines) => lines.slice(1).map((line) => line.split(' ').map(Number)));
    for (const own of turns) expect(own.length).toBeGreaterThan(0);
    const ordered = turns.flat().toSorted(([a = 0], [b = 0]) => a - b);
    expect(ordered.length).toBeGreaterThan(20);
    const overlaps = ordered.filter(([epoch = 0, begunUs = 0], index) => {
      const [epochBefore = 0, , endedUs = 0] = ordered[index - 1] ?? [];
      return epoch <= epochBefore || begunUs < endedUs;
    });
    expect(overlaps).toEqual([]);
  });

  it('a holder stopped past its time finds on return that it holds nothing', async () => {
    const path = await freshPath();
    await using store = await openSqliteLeaseStore({ path });
    for (const round of [1, 2, 3]) {
      const paused = start(PAUSED, path, '150');
      await until(() => paused.lines.includes(`held ${round * 2 - 1}`));
      paused.child.kill('SIGSTOP');
      const lease = await takeOver(store);
      expect(lease.epoch).toBe(round * 2);
      paused.child.stdin?.write('go on\n');
      paused.child.kill('SIGCONT');
      expect((await paused.finished).slice(1)).toEqual(['current false', 'renewed false']);
      expect(await store.isCurrent(lease)).toBe(true);
      await store.release(lease);
    }
  });

  it('holdLease keeps a lease beyond its time, and stops its work after a standstill', async () => {
    const path = await freshPath();
    await using store = await openSqliteLeaseStore({ path });
    const keeper = start(KEEP, path, '2000');
    await until(() => keeper.lines.includes('held 1'));
    const heldSinceMs = performance.now();
    await until(async () => {
      expect(await store.acquire('writer', { owner: 'heir', ttlMs: 1000 })).toBeUndefined();
      return performance.now() > heldSinceMs + 2500;
    });
    keeper.child.kill('SIGSTOP');
    const lease = await takeOver(store);
    keeper.child.kill('SIGCONT');
    expect((await keeper.finished).slice(1)).toEqual(['lost LTMC_LEASE_LOST false']);
    expect(await store.isCurrent(lease)).toBe(true);
  });

  it('a killed holder leaves nothing to clean up', async () => {
    const path = await freshPath();
    await using store = await openSqliteLeaseStore({ path });
    const victim = start(KEEP, path, '300');
    await until(() => victim.lines.includes('held 1'));
    victim.child.kill('SIGKILL');
    await victim.finished;
    expect((await takeOver(store)).epoch).toBe(2);
  });
});
