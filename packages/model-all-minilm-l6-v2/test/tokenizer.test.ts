import { readFileSync } from 'node:fs';
import { Tokenizer } from '@huggingface/tokenizers';
import { describe, expect, it } from 'vitest';
import { manifest, tokenizerConfigPath, tokenizerPath } from '../src/index.js';
import { goldenTexts } from './golden.js';

const readJson = (path: string): object => JSON.parse(readFileSync(path, 'utf8')) as object;
const tokenizer = new Tokenizer(readJson(tokenizerPath), readJson(tokenizerConfigPath));

/** The ids of `text`, cut as every caller must cut them: [SEP] stays last. */
function tokenIds(text: string): number[] {
  const { ids } = tokenizer.encode(text);
  if (ids.length <= manifest.maxTokens) return ids;
  return [...ids.slice(0, manifest.maxTokens - 1), manifest.specialTokenIds.end];
}

describe('the tokenizer', () => {
  it('has 20 golden texts, one of them longer than the model takes', () => {
    expect(goldenTexts).toHaveLength(20);
    expect(Math.max(...goldenTexts.map(({ text }) => tokenizer.encode(text).ids.length))).toBeGreaterThan(manifest.maxTokens);
  });

  it.each(goldenTexts)('gives the reference ids for golden text $#', ({ text, token_ids }) => {
    expect(tokenIds(text)).toEqual(token_ids);
  });
});
