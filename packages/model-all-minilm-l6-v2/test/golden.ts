import { readFileSync } from 'node:fs';

/** One reference text: token ids cut at 256 with [SEP] kept, and the fp32 embedding of the original weights. */
export interface GoldenText {
  readonly text: string;
  readonly token_ids: readonly number[];
  readonly embedding: readonly number[];
}

const file = new URL('./golden.json', import.meta.url);
export const goldenTexts = (JSON.parse(readFileSync(file, 'utf8')) as { texts: GoldenText[] }).texts;
