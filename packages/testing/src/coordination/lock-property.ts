import type { LockMode, LockTable } from '@ltmc/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LONG_MS, until, using, type Place } from './fixture.js';
import { createReferenceLock, type ReferenceLock } from './lock-reference.js';

/** Long enough for the answer to the grant, short enough to be waited for. */
const BRIEF_MS = 15;

type Step =
  | { readonly kind: 'acquire'; readonly mode: LockMode; readonly queue: boolean; readonly ticket: number | undefined; readonly above: number; readonly brief: boolean }
  | { readonly kind: 'release' | 'extend' | 'leave'; readonly which: number };

const WHICH = fc.nat({ max: 7 });
const MODE = fc.constantFrom<LockMode>('exclusive', 'shared', 'shared');
const STEP: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('acquire' as const), mode: MODE, queue: fc.boolean(), ticket: fc.option(WHICH, { nil: undefined }), above: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.nat({ max: 500 })), brief: fc.nat({ max: 9 }).map((n) => n === 0) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('release' as const, 'release' as const, 'extend' as const, 'leave' as const), which: WHICH }) },
);

/** A lock under test beside the reference, and every token and ticket that was ever given out. */
interface Run {
  readonly name: string;
  readonly reference: ReferenceLock;
  readonly tokens: string[];
  readonly tickets: string[];
}

export function lockPropertyContract(place: Place): void {
  it('behaves as the reference in every history of asking, queueing, extending, leaving, releasing and running out', () => using(place, async (first, second) => {
    let runs = 0;
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(STEP, fc.boolean()), { minLength: 1, maxLength: 30 }), async (history) => {
      const run: Run = { name: `lock-${runs += 1}`, reference: createReferenceLock(), tokens: [], tickets: [] };
      for (const [step, here] of history) {
        await take(step, (here ? first : second).locks, run);
        await compare((here ? second : first).locks, run);
      }
    }), { numRuns: 40 });
  }));
}

async function take(step: Step, locks: LockTable, run: Run): Promise<void> {
  if (step.kind === 'acquire') await acquire(step, locks, run);
  if (step.kind === 'release') await release(step.which, locks, run);
  if (step.kind === 'extend') await extend(step.which, locks, run);
  if (step.kind === 'leave') await leave(step.which, locks, run);
}

/** One that was given out, or one that never was. */
function pick(given: readonly string[], which: number): string {
  return given.at(which % Math.max(given.length, 1)) ?? 'none';
}

async function release(which: number, locks: LockTable, { name, reference, tokens }: Run): Promise<void> {
  const token = pick(tokens, which);
  expect(await locks.release(name, token)).toBe(reference.holders.some((one) => one.token === token));
  reference.end(token);
}

async function extend(which: number, locks: LockTable, { name, reference, tokens }: Run): Promise<void> {
  const token = pick(tokens, which);
  const extended = await locks.extend(name, token);
  expect(extended && { token: extended.token, fence: extended.fence, mode: extended.mode, owner: extended.owner }).toEqual(reference.holders.find((one) => one.token === token));
}

async function leave(which: number, locks: LockTable, { name, reference, tickets }: Run): Promise<void> {
  const ticket = pick(tickets, which);
  await locks.leaveQueue(name, ticket);
  reference.leave(ticket);
}

async function acquire({ mode, queue, ticket: which, above, brief }: Extract<Step, { kind: 'acquire' }>, locks: LockTable, { name, reference, tokens, tickets }: Run): Promise<void> {
  const ticket = which === undefined ? undefined : tickets.at(which % Math.max(tickets.length, 1));
  const owner = `owner ${tokens.length}`;
  const expected = reference.expected(mode, ticket);
  const outcome = await locks.acquire(name, { owner, mode, ttlMs: brief ? BRIEF_MS : LONG_MS, fenceAbove: above, ...(ticket !== undefined && { ticket }), ...(queue && { queueForMs: LONG_MS }) });
  expect(outcome.granted).toBe(expected.granted);
  if (outcome.granted) {
    const { token, fence } = outcome.grant;
    expect(fence).toBeGreaterThan(Math.max(reference.lastFence, above));
    expect(tokens).not.toContain(token);
    tokens.push(token);
    reference.granted({ token, mode, owner, fence }, ticket);
    if (!brief) return;
    await until(async () => (await locks.find(name, token)) === undefined);
    reference.end(token);
    return;
  }
  expect(outcome.position).toBe(expected.position);
  expect(outcome.holders.map(({ fence }) => fence).toSorted((a, b) => a - b)).toEqual(reference.holders.map(({ fence }) => fence));
  expect(outcome.ticket !== undefined).toBe(queue);
  if (outcome.ticket === undefined) return;
  if (!reference.waiting.includes(outcome.ticket)) tickets.push(outcome.ticket);
  reference.queued(outcome.ticket, mode);
}

async function compare(locks: LockTable, { name, reference, tokens }: Run): Promise<void> {
  const status = await locks.status(name);
  expect(status.waiting).toBe(reference.waiting.length);
  expect(status.lastFence).toBe(reference.lastFence);
  expect(status.holders.map(({ owner, mode, fence }) => ({ owner, mode, fence })).toSorted((a, b) => a.fence - b.fence)).toEqual(reference.holders.map(({ owner, mode, fence }) => ({ owner, mode, fence })));
  const newest = tokens.at(-1) ?? 'none';
  expect((await locks.find(name, newest)) !== undefined).toBe(reference.holders.some(({ token }) => token === newest));
}
