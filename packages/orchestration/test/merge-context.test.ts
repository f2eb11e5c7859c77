import { expect, it } from 'vitest';
import { mergeContext } from '../src/contexts/merge-context.js';
import { newSession, type SessionRecord } from '../src/session/session-record.js';

function update(session: SessionRecord, updates: Parameters<typeof mergeContext>[1]['updates'], expectedVersion?: number, agentId = 'ann'): ReturnType<typeof mergeContext> {
  return mergeContext(session, { agentId, updates, audience: {}, ...(expectedVersion === undefined ? {} : { expectedVersion }) });
}

it('remembers who removed a field, for the last thousand; of earlier ones it assumes the worst', () => {
  const names = Array.from({ length: 1200 }, (_, index) => `f${index}`);
  let session = update(newSession(0, null), Object.fromEntries(names.map((name) => [name, 1]))).session;
  for (const name of names) ({ session } = update(session, { [name]: null }));
  expect(session.context).toEqual({});
  expect(session.marks.size).toBe(1000);
  // f0 was removed in version 2, f199 in 201, f200 in 202: of those before 202 it is known that they went by 201.
  expect(update(session, { f200: 2 }, 201, 'ben').conflicts).toEqual([{ field: 'f200', yours: 2, theirs: null, version: 202, agentId: 'ann' }]);
  expect(update(session, { f0: 2 }, 200, 'ben').conflicts).toEqual([{ field: 'f0', yours: 2, theirs: null, version: 201, agentId: null }]);
  expect(update(session, { f0: 2, never: 1 }, 201, 'ben').conflicts).toEqual([]);
});

it('leaves the session as it is where nothing changes', () => {
  const { session } = update(newSession(0, null), { a: { b: 1 } });
  expect(update(session, { a: { b: 1 }, none: null }).session).toBe(session);
});
