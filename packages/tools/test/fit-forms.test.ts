import type { JsonObject } from '@ltmc/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fitForms } from '../src/fit-forms.js';

const countTokens = async (text: string): Promise<number> => text.length;
const cut = (text: string, extra: JsonObject) => async (maxTextTokens: number): Promise<JsonObject> => ({ ...extra, text: text.slice(0, maxTextTokens) });

it('never gives more than allowed, as long as the last form without text fits', async () => {
  await fc.assert(fc.asyncProperty(fc.string({ maxLength: 300 }), fc.integer({ min: 11, max: 300 }), async (text, maxTokens) => {
    const answer = await fitForms([{ leastShare: 0.5, answer: cut(text, { list: text }) }, { leastShare: 0, answer: cut(text, {}) }], { maxTokens, countTokens });
    expect(JSON.stringify(answer).length).toBeLessThanOrEqual(maxTokens);
  }));
});

it('gives the richest form that leaves enough room for the text, and uses the room', async () => {
  const text = 'x'.repeat(1000);
  const forms = [{ leastShare: 0.5, answer: cut(text, { list: 'y'.repeat(100) }) }, { leastShare: 0, answer: cut(text, {}) }];
  const rich = await fitForms(forms, { maxTokens: 400, countTokens });
  expect([rich['list'], JSON.stringify(rich).length]).toEqual(['y'.repeat(100), expect.toSatisfy((length: number) => length > 390)]);
  const bare = await fitForms(forms, { maxTokens: 150, countTokens });
  expect([bare['list'], JSON.stringify(bare).length]).toEqual([undefined, expect.toSatisfy((length: number) => length > 145)]);
});
