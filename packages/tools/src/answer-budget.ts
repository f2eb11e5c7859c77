import type { JsonObject } from '@ltmc/contracts';
import { withoutRespelled } from './respelled.js';

export interface AnswerBudget {
  /** Most tokens the answer's JSON text may have; absent means no bound. */
  readonly maxTokens?: number | undefined;
  /** Tokens of a text by the model's own tokenizer. */
  countTokens(text: string): Promise<number>;
}

/**
 * The answer with as many of `items` (best first) as fit. The first is shortened rather than dropped when it alone is too long, and then the answer does not say which words were respelled.
 * The bound is never exceeded: the whole text is counted, not estimated.
 */
export async function fitAnswer(items: readonly JsonObject[], answer: (items: readonly JsonObject[], truncated: boolean) => JsonObject, { maxTokens, countTokens }: AnswerBudget): Promise<JsonObject> {
  const whole = answer(items, false);
  if (maxTokens === undefined) return whole;
  const fits = async (candidate: JsonObject): Promise<boolean> => (await countTokens(JSON.stringify(candidate))) <= maxTokens;
  if (await fits(whole)) return whole;
  const count = await largest(items.length - 1, (kept) => fits(answer(items.slice(0, kept), true)));
  if (count > 0) return answer(items.slice(0, count), true);
  const brief = (shown: readonly JsonObject[]): JsonObject => withoutRespelled(answer(shown, true));
  const [first] = items;
  if (typeof first?.['content'] !== 'string') return brief([]);
  const shortened = await fitText(first['content'], (content) => brief([{ ...first, content }]), { maxTokens, countTokens });
  return (await fits(shortened)) ? shortened : brief([]);
}

/** The answer with as much of `text` as fits, cut at a whole character and marked with an ellipsis. The rest of the answer is never cut. */
export async function fitText(text: string, answer: (text: string, truncated: boolean) => JsonObject, { maxTokens, countTokens }: AnswerBudget): Promise<JsonObject> {
  const whole = answer(text, false);
  if (maxTokens === undefined) return whole;
  const fits = async (candidate: JsonObject): Promise<boolean> => (await countTokens(JSON.stringify(candidate))) <= maxTokens;
  if (await fits(whole)) return whole;
  const shortened = (length: number): JsonObject => answer(length === 0 ? '' : `${text.slice(0, wholeCharacter(text, length))}…`, true);
  return shortened(await largest(text.length - 1, (kept) => fits(shortened(kept))));
}

/** The largest n in 0..most for which `holds`, which is true for all smaller ones too; 0 is not asked. */
async function largest(most: number, holds: (n: number) => Promise<boolean>): Promise<number> {
  let low = 0;
  let high = Math.max(0, most);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (await holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

function wholeCharacter(text: string, length: number): number {
  const code = text.charCodeAt(length - 1);
  return code >= 0xd800 && code <= 0xdbff ? length - 1 : length;
}
