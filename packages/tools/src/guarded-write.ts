import { LtmcError, type CallContext, type JsonObject } from '@ltmc/contracts';
import type { GuardVerdict, GuardedWrite, Tool, ToolServices, WriteGuard } from './types.js';
import { idempotencyOf } from './writing.js';

/** A call of a tool that writes to the record. */
export interface WriteCall {
  readonly tool: Tool;
  readonly args: JsonObject;
  readonly caller: CallContext;
  readonly services: ToolServices;
}

/**
 * Makes a write that the guard lets pass. Where it does not, or not without reservation, the answer that the call was given before goes first: what was done
 * is done, and whoever repeats it under a lost lock is told so.
 */
export async function guardedWrite({ tool, args, caller, services }: WriteCall, write: () => Promise<JsonObject>): Promise<JsonObject> {
  const { writeGuard, memory } = services;
  if (!writeGuard || !tool.touches) return write();
  const documents = await tool.touches(args as never, caller, services);
  const verdict = await ask(writeGuard, caller, { documents, ...(caller.fence ? { fence: caller.fence } : {}) });
  if (verdict.refusal === undefined && verdict.degraded.length === 0) return write();

  const { idempotency } = idempotencyOf(tool.name, args);
  const first = idempotency && (await memory.firstAnswers.find(caller, idempotency));
  if (first) return first.replayed;
  if (verdict.refusal) throw verdict.refusal;
  const answer = withDegraded(await write(), verdict.degraded);
  if (idempotency) await memory.firstAnswers.settle(caller, idempotency, answer);
  return answer;
}

interface Verdict extends Required<GuardVerdict> {
  readonly refusal?: LtmcError;
}

/** What is no refusal is a failure of the guard, and comes through. */
async function ask(guard: WriteGuard, caller: CallContext, write: GuardedWrite): Promise<Verdict> {
  try {
    return { degraded: [], ...(await guard.check(caller, write)) };
  } catch (cause) {
    if (!LtmcError.is(cause)) throw cause;
    return { degraded: [], refusal: cause };
  }
}

function withDegraded(answer: JsonObject, more: readonly string[]): JsonObject {
  const { degraded } = answer;
  return { ...answer, degraded: [...new Set([...(Array.isArray(degraded) ? degraded : []), ...more])] };
}
