import { readFile } from 'node:fs/promises';

/** One text with its reference token ids (cut at 256) and its fp32 embedding. */
export interface GoldenText {
  readonly text: string;
  readonly token_ids: readonly number[];
  readonly embedding: readonly number[];
}

const file: { texts: GoldenText[] } = JSON.parse(
  await readFile(new URL('../../model-all-minilm-l6-v2/test/golden.json', import.meta.url), 'utf8'),
);

/** What the original model says; the model's package keeps them. */
export const goldenTexts: readonly GoldenText[] = file.texts;

/** Dot product; the cosine of unit vectors. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}
