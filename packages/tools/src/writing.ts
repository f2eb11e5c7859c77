import type { JsonObject } from '@ltmc/contracts';
import type { AnswerFormat, IdempotencyRequest, Replayed } from '@ltmc/memory';

/**
 * The idempotency request of a call, if it brought a key. The body is what the call asks for: not who asks and under which lock, since whoever repeats a
 * call after a failure may be another agent under a newer lock.
 */
export function idempotencyOf(tool: string, input: JsonObject): { readonly idempotency?: IdempotencyRequest } {
  const { idempotency_key: key, agent_id: _agent, session_id: _session, fence: _fence, ...body } = input;
  return typeof key === 'string' ? { idempotency: { tool, key, body } } : {};
}

/** The tool's answer: made from the result, or the one first given for the same idempotency key. */
export function answerOf<Result extends object>(result: Result | Replayed, format: AnswerFormat<Result>): JsonObject {
  return isReplayed(result) ? result.replayed : format(result);
}

function isReplayed(result: object): result is Replayed {
  return 'replayed' in result;
}

/** `Tool.touches` of what changes no document. */
export async function touchesNone(): Promise<readonly string[]> {
  return [];
}

/** `Tool.touches` where one document is changed; undefined: there is none of the id, and the call will say so. */
export function touchesOne(fileName: string | undefined): readonly string[] {
  return fileName === undefined ? [] : [fileName];
}
