import type { JsonObject } from '@ltmc/contracts';

/** One way to write an answer that holds a text of adjustable length. */
export interface AnswerForm {
  /** The answer with a text of at most `maxTextTokens`. */
  answer(maxTextTokens: number): Promise<JsonObject>;
  /** The form is used only if the text may have at least this share of what the whole answer may have, or fits as a whole. */
  readonly leastShare: number;
}

/** Halvings of the room for the text: a hundredth of it is left unused at most. */
const MAX_STEPS = 7;

/**
 * The first of `forms`, richest first, whose whole JSON text stays within `maxTokens`, with as long a text as fits. The last one is given with an empty
 * text where even that is too long. Counted, not estimated.
 */
export async function fitForms(forms: readonly AnswerForm[], { maxTokens, countTokens }: { readonly maxTokens: number; countTokens(text: string): Promise<number> }): Promise<JsonObject> {
  const fits = async (answer: JsonObject): Promise<boolean> => (await countTokens(JSON.stringify(answer))) <= maxTokens;
  for (const { answer, leastShare } of forms) {
    const whole = await answer(maxTokens);
    if (await fits(whole)) return whole;
    let [low, high] = [Math.floor(leastShare * maxTokens), maxTokens];
    let best = await answer(low);
    if (!(await fits(best))) continue;
    for (let step = 0; step < MAX_STEPS && high - low > 1; step += 1) {
      const middle = Math.floor((low + high) / 2);
      const longer = await answer(middle);
      if (await fits(longer)) [low, best] = [middle, longer];
      else high = middle;
    }
    return best;
  }
  return (await forms.at(-1)?.answer(0)) ?? {};
}
