import type { CallContext } from '@ltmc/contracts';
import type { MemoryEngine } from './engine/engine.js';
import { claimKeyOf, replayOf } from './idempotency.js';
import type { FirstAnswers } from './types.js';

/** The answers kept under idempotency keys. */
export function createFirstAnswers({ record, clock, guarded }: MemoryEngine): FirstAnswers {
  return {
    find: guarded(async ({ namespace }: CallContext, request) => {
      const answer = await record.keptAnswer(namespace, claimKeyOf(request), clock.nowMs());
      return answer === undefined ? undefined : replayOf(answer);
    }),
    settle: guarded(async ({ namespace }: CallContext, { tool, key }, answer) => record.settleAnswer(namespace, tool, key, JSON.stringify(answer))),
  };
}
