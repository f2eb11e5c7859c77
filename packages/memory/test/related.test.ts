import { expect, it } from 'vitest';
import { relatedTo, relevanceTo } from '../src/related.js';

const hit = (similarity: number | null, keyword: number) => ({ similarity, score: 0.9, why: { semantic: 0.1, keyword, tokens: 0, neighbours: 0, form: 0, graph: 0, recency: 0, feedback: 0 } });

it.each(['zymurgy', 'flaky login', 'parse_invoice of the shop module', 'how is sortByKey used here', 'call json.loads twice in a row'])('%s is looked up: words count', (query) => {
  expect(relatedTo(query)(hit(0.1, 0.5))).toBe(true);
  expect(relatedTo(query)(hit(0.29, 0))).toBe(false);
  expect(relatedTo(query)(hit(0.3, 0))).toBe(true);
  expect(relevanceTo(query)(hit(0.1, 0.5))).toBe(0.9);
});

it.each(['make an appointment with the dentist', 'put the terms of a phrase in the opposite order'])('%s is understood: a word in common is no relation', (query) => {
  expect(relatedTo(query)(hit(0.24, 0.6))).toBe(false);
  expect(relatedTo(query)(hit(0.25, 0))).toBe(true);
  expect(relevanceTo(query)(hit(0.4, 0.6))).toBe(0.4);
  expect(relevanceTo(query)(hit(-0.2, 0.6))).toBe(0);
});

it('without an embedding words are all there is', () => {
  expect([relatedTo('one two three')(hit(null, 0.5)), relatedTo('one two three')(hit(null, 0)), relevanceTo('one two three')(hit(null, 0.5))]).toEqual([true, false, 0.9]);
});
