import type { JsonObject } from '@ltmc/contracts';
import type { AnswerFormat, IdempotencyRequest, Replayed } from '@ltmc/memory';

/** The idempotency request of a call, if it brought a key. The body is every other argument. */
export function idempotencyOf(tool: string, input: JsonObject): { readonly idempotency?: IdempotencyRequest } {
  const { idempotency_key: key, ...body } = input;
  return typeof key === 'string' ? { idempotency: { tool, key, body } } : {};
}

/** The tool's answer: made from the result, or the one first given for the same idempotency key. */
export function answerOf<Result extends object>(result: Result | Replayed, format: AnswerFormat<Result>): JsonObject {
  return isReplayed(result) ? result.replayed : format(result);
}

function isReplayed(result: object): result is Replayed {
  return 'replayed' in result;
}
