import { describe, expect, it } from 'vitest';
import { recallFixture } from '../src/fixtures/recall-fixture.js';
import type { RecallQuestion } from '../src/fixtures/recall-questions.js';

const { documents, questions } = recallFixture;
const STOP_WORDS = new Set('what when where which does with from that this they them there their have been were into than then would who how the and for are was but not one while after before too'.split(' '));

/** Content words, cut to five letters so that inflections count as the same word. */
function stems(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(words.filter((word) => word.length > 2 && !STOP_WORDS.has(word)).map((word) => word.slice(0, 5)));
}
const stemsOf = new Map(documents.map(({ id, text }) => [id, stems(text)]));
const shared = (question: string, id: string): string[] => [...stems(question)].filter((stem) => stemsOf.get(id)?.has(stem));
const ofKind = (wanted: string): typeof questions => questions.filter(({ kind }) => kind === wanted);

describe('recallFixture', () => {
  it('has sixty documents with ids of their own', () => {
    expect(documents).toHaveLength(60);
    expect(new Set(documents.map(({ id }) => id)).size).toBe(60);
  });

  it('asks a third of its questions of each kind, all answered by documents that exist', () => {
    expect(['words', 'paraphrase', 'rare'].map((kind) => ofKind(kind).length)).toEqual([14, 14, 14]);
    expect(questions.filter(({ gold }) => gold.length === 0 || !gold.every((id) => stemsOf.has(id)))).toEqual([]);
  });

  it('shares words with the answer and with a distractor, or with the answer none at all, as it says', () => {
    const sharesWithGold = ({ text, gold }: RecallQuestion): boolean => gold.some((id) => shared(text, id).length > 0);
    const sharesWithOther = ({ text, gold }: RecallQuestion): boolean => documents.some(({ id }) => !gold.includes(id) && shared(text, id).length > 0);
    expect(ofKind('words').filter((question) => !sharesWithGold(question) || !sharesWithOther(question))).toEqual([]);
    expect(ofKind('paraphrase').filter(sharesWithGold)).toEqual([]);
    expect(ofKind('rare').filter((question) => !sharesWithGold(question))).toEqual([]);
  });
});
