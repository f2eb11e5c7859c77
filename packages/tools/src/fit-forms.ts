import type { JsonObject } from '@ltmc/contracts';

/** One way to write an answer that holds a text of adjustable length. */
export interface AnswerForm {
  /** The answer with a text of at most `textTokens`. */
  answer(textTokens: number): Promise<JsonObject>;
  /** The form is used only if the text may have at least this share of the whole answer. */
  readonly leastShare: number;
}

const MAX_STEPS = 6;

/**
 * The first of `forms`, richest first, whose whole JSON text stays within `maxTokens`, with as long a text as fits. The last one is given with an empty
 * text where even that is too long. Counted, not estimated.
 */
export async function fitForms(forms: readonly AnswerForm[], { maxTokens, countTokens }: { readonly maxTokens: number; countTokens(text: string): Promise<number> }): Promise<JsonObject> {
  for (const { answer, leastShare } of forms) {
    let textTokens = maxTokens;
    for (let step = 0; step < MAX_STEPS && textTokens >= leastShare * maxTokens; step += 1) {
      const whole = await answer(textTokens);
      const over = (await countTokens(JSON.stringify(whole))) - maxTokens;
      if (over <= 0) return whole;
      textTokens -= over;
    }
  }
  return (await forms.at(-1)?.answer(0)) ?? {};
}
