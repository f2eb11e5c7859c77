import type { LockOutcome } from '@ltmc/contracts';
import { expect, it } from 'vitest';
import { exclusive, expectGranted, LONG_MS, expectRefused, shared, SHORT_MS, until, using, type Place } from './fixture.js';

const QUEUED = { queueForMs: LONG_MS };

function ticketOf(outcome: LockOutcome): string {
  const { ticket } = expectRefused(outcome);
  if (ticket === undefined) throw new Error('a ticket was expected');
  return ticket;
}

export function lockQueueContract(place: Place): void {
  it('serves in the order of asking, and nobody passes', () => using(place, async (first, second) => {
    const held = expectGranted(await first.locks.acquire('a', exclusive('ann')));
    const ben = ticketOf(await second.locks.acquire('a', exclusive('ben', QUEUED)));
    const cid = ticketOf(await first.locks.acquire('a', exclusive('cid', QUEUED)));
    expect(expectRefused(await first.locks.acquire('a', exclusive('dan'))).position).toBe(3);
    expect(expectRefused(await first.locks.acquire('a', exclusive('cid', { ...QUEUED, ticket: cid })))).toMatchObject({ position: 2, ticket: cid });
    expect((await first.locks.status('a')).waiting).toBe(2);
    await first.locks.release('a', held.token);
    expect(expectRefused(await first.locks.acquire('a', exclusive('cid', { ...QUEUED, ticket: cid })))).toMatchObject({ holders: [], position: 2 });
    expect(expectRefused(await first.locks.acquire('a', exclusive('dan')))).toMatchObject({ holders: [], position: 3 });
    const next = expectGranted(await second.locks.acquire('a', exclusive('ben', { ...QUEUED, ticket: ben })));
    expect(expectRefused(await first.locks.acquire('a', exclusive('cid', { ...QUEUED, ticket: cid }))).position).toBe(1);
    await second.locks.release('a', next.token);
    expectGranted(await first.locks.acquire('a', exclusive('cid', { ticket: cid })));
    expect((await first.locks.status('a')).waiting).toBe(0);
  }));

  it('grants the readers at its head together, and those behind a writer after it', () => using(place, async (first, second) => {
    const held = expectGranted(await first.locks.acquire('a', exclusive('w')));
    const readers = [ticketOf(await first.locks.acquire('a', shared('r1', QUEUED))), ticketOf(await second.locks.acquire('a', shared('r2', QUEUED)))] as const;
    const writer = ticketOf(await first.locks.acquire('a', exclusive('w2', QUEUED)));
    const late = ticketOf(await second.locks.acquire('a', shared('r3', QUEUED)));
    await first.locks.release('a', held.token);
    const second2 = expectGranted(await second.locks.acquire('a', shared('r2', { ticket: readers[1] })));
    const first1 = expectGranted(await first.locks.acquire('a', shared('r1', { ticket: readers[0] })));
    expect(expectRefused(await second.locks.acquire('a', shared('r3', { ...QUEUED, ticket: late }))).position).toBe(2);
    expect(expectRefused(await first.locks.acquire('a', exclusive('w2', { ...QUEUED, ticket: writer }))).position).toBe(1);
    await first.locks.release('a', first1.token);
    await first.locks.release('a', second2.token);
    expectRefused(await second.locks.acquire('a', shared('r3', { ...QUEUED, ticket: late })));
    const wrote = expectGranted(await first.locks.acquire('a', exclusive('w2', { ticket: writer })));
    await first.locks.release('a', wrote.token);
    expectGranted(await second.locks.acquire('a', shared('r3', { ticket: late })));
  }));

  it('lets no reader starve a writer that waits', () => using(place, async (first, second) => {
    const reading = expectGranted(await first.locks.acquire('a', shared('r1')));
    const writer = ticketOf(await second.locks.acquire('a', exclusive('w', QUEUED)));
    expect(expectRefused(await first.locks.acquire('a', shared('r2')))).toMatchObject({ position: 2 });
    await first.locks.release('a', reading.token);
    expectRefused(await first.locks.acquire('a', shared('r2')));
    expectGranted(await second.locks.acquire('a', exclusive('w', { ticket: writer })));
  }));

  it('forgets who does not ask again in time', () => using(place, async (first, second) => {
    const held = expectGranted(await first.locks.acquire('a', exclusive('ann')));
    const gone = ticketOf(await first.locks.acquire('a', exclusive('gone', { queueForMs: SHORT_MS })));
    const stays = ticketOf(await second.locks.acquire('a', exclusive('stays', QUEUED)));
    await until(async () => (await first.locks.status('a')).waiting === 1);
    expect(expectRefused(await second.locks.acquire('a', exclusive('stays', { ...QUEUED, ticket: stays }))).position).toBe(1);
    const again = expectRefused(await first.locks.acquire('a', exclusive('gone', { ...QUEUED, ticket: gone })));
    expect(again.position).toBe(2);
    expect(again.ticket).not.toBe(gone);
    await first.locks.release('a', held.token);
    expectGranted(await second.locks.acquire('a', exclusive('stays', { ticket: stays })));
  }));

  it('keeps the place of who asks again', () => using(place, async (first, second) => {
    expectGranted(await first.locks.acquire('a', exclusive('ann')));
    const ticket = ticketOf(await second.locks.acquire('a', exclusive('ben', { queueForMs: 1500 })));
    ticketOf(await first.locks.acquire('a', exclusive('cid', QUEUED)));
    const startedAtMs = performance.now();
    while (performance.now() < startedAtMs + 1800) {
      expect(expectRefused(await second.locks.acquire('a', exclusive('ben', { queueForMs: 1500, ticket })))).toMatchObject({ ticket, position: 1 });
    }
  }));

  it('lets a place be given up', () => using(place, async (first, second) => {
    const held = expectGranted(await first.locks.acquire('a', exclusive('ann')));
    const ben = ticketOf(await second.locks.acquire('a', exclusive('ben', QUEUED)));
    const cid = ticketOf(await second.locks.acquire('a', exclusive('cid', QUEUED)));
    await first.locks.leaveQueue('a', ben);
    await first.locks.leaveQueue('a', 'no ticket');
    expect(expectRefused(await first.locks.acquire('a', exclusive('cid', { ...QUEUED, ticket: cid }))).position).toBe(1);
    await first.locks.release('a', held.token);
    expectGranted(await first.locks.acquire('a', exclusive('cid', { ticket: cid })));
  }));

  it('takes no place unless asked to', () => using(place, async (first, second) => {
    expectGranted(await first.locks.acquire('a', exclusive('ann')));
    expect(expectRefused(await second.locks.acquire('a', exclusive('ben'))).ticket).toBeUndefined();
    expect((await first.locks.status('a')).waiting).toBe(0);
  }));

  it('passes a ticket on to one grant only', () => using(place, async (first, second) => {
    const held = expectGranted(await first.locks.acquire('a', exclusive('ann')));
    const ticket = ticketOf(await second.locks.acquire('a', shared('ben', QUEUED)));
    await first.locks.release('a', held.token);
    const outcomes = await Promise.all([first, second, first, second].map(({ locks }) => locks.acquire('a', exclusive('ben', { ticket }))));
    expect(outcomes.filter((outcome) => outcome.granted)).toHaveLength(1);
  }));
}
