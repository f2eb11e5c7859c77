import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '@ltmc/contracts';
import type { ContextCoordinationService, ContextEvent, PropagateResult } from '../src/contexts/types.js';
import { caller, describeOnDrivers, orchestrate } from './drivers.js';

const AGENTS = 8;

/** What each of the agents writes, one after the other: a field, and whether it says on which version it builds. */
const plans = fc.array(fc.array(fc.record({ field: fc.constantFrom('a', 'b', 'c', 'd'), based: fc.boolean(), removes: fc.boolean() }), { minLength: 2, maxLength: 4 }), { minLength: AGENTS, maxLength: AGENTS });

interface Told {
  readonly agentId: string;
  readonly updates: JsonObject;
  readonly result: PropagateResult;
}

async function follow(contexts: ContextCoordinationService, sessionId: string, agentId: string, plan: readonly { field: string; based: boolean; removes: boolean }[]): Promise<readonly Told[]> {
  const context = caller(agentId, { sessionId });
  const told: Told[] = [];
  let { version } = await contexts.join(context, {});
  for (const [index, { field, based, removes }] of plan.entries()) {
    const updates = { [field]: removes ? null : `${agentId}.${index}` };
    const result = await contexts.propagate(context, { updates, ...(based && { expectedVersion: version }) });
    told.push({ agentId, updates, result });
    version = result.version;
  }
  return told;
}

/** The whole context as somebody knows it who only heard of the changes. */
function replay(events: readonly ContextEvent[]): JsonObject {
  const fields = new Map<string, JsonValue>();
  for (const { changes, removed } of events) {
    for (const [field, value] of Object.entries(changes)) fields.set(field, value);
    for (const field of removed) fields.delete(field);
  }
  return Object.fromEntries(fields);
}

/** An update was written, which an event proves, or was there already, or was reported as a conflict with what is there instead. */
function problemsOf({ agentId, updates: sent, result }: Told, updates: readonly ContextEvent[], events: readonly ContextEvent[]): readonly string[] {
  const [[field, value] = ['', null]] = Object.entries(sent);
  const isThere = (event: ContextEvent): boolean => (value === null ? event.removed.includes(field) : event.changes[field] === value);
  const isWritten = updates.some((event) => event.agentId === agentId && event.version === result.version && isThere(event));
  const before = replay(events.filter(({ version }) => version <= result.version))[field] ?? null;
  const conflict = result.conflicts.find((each) => each.field === field);
  const problems = {
    'neither applied nor in conflict, or both': result.applied.includes(field) === (conflict !== undefined),
    'in conflict and written': conflict !== undefined && isWritten,
    'in conflict with itself': conflict?.agentId === agentId,
    'in conflict with another value than there is': conflict !== undefined && conflict.theirs !== before,
    'lost': conflict === undefined && !isWritten && before !== value,
    'replaced by the same value': result.replaced.some(({ previous }) => previous === value),
  };
  return Object.entries(problems).filter(([, holds]) => holds).map(([problem]) => `${agentId} ${field}: ${problem}`);
}

describeOnDrivers('eight agents at once', (open) => {
  it('lose no update that nobody was told of, and end with the same', async () => {
    const services = [orchestrate(await open()).contexts, orchestrate(await open()).contexts];
    const [contexts, other] = services;
    if (!contexts || !other) throw new Error('unreachable: there are two');
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(plans, async (all) => {
        const sessionId = `run${(runs += 1)}`;
        const creator = caller('creator', { sessionId });
        await contexts.create(creator, { context: { a: 'first', b: 'first' } });
        const told = (await Promise.all(all.map((plan, index) => follow(index % 2 === 0 ? contexts : other, sessionId, `agent${index}`, plan)))).flat();

        const { events } = await contexts.events(creator, { since: 0, limit: 1000 });
        const updates = events.filter(({ type }) => type === 'updated');
        // Versions rise by one with each update, in the order of the events.
        expect(updates.map(({ version }) => version)).toEqual(updates.map((_, index) => index + 2));
        // Every participant: what the events tell, what is kept, and the last version are the same.
        const seen = await Promise.all(all.map((_, index) => (index % 2 === 0 ? other : contexts).get(caller(`agent${index}`, { sessionId }), {})));
        for (const { context, version } of seen) expect([context, version]).toEqual([replay(events), updates.length + 1]);
        expect(told.flatMap((each) => problemsOf(each, updates, events))).toEqual([]);
        expect(told).toHaveLength(all.flat().length);
      }),
      { numRuns: 8 },
    );
  });
});
