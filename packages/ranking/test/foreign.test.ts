import { describe, expect, it } from 'vitest';
import { isForeign } from '../src/relevance/foreign.js';
import { lightStem } from '../src/relevance/light-stem.js';
import { isUnspaced } from '../src/relevance/terms.js';
import { rankingFeatures } from '../src/relevance/ranking-features.js';
import type { RankingFeatures, RankingQuery, RankingUnit } from '../src/relevance/types.js';

/** A question with the tokens that all-MiniLM-L6-v2 makes of each word. */
const asked = (words: string): Pick<RankingQuery, 'text' | 'tokenWords'> => ({
  text: words.replaceAll(/:\d+/g, ''),
  tokenWords: words.split(' ').flatMap((word) => Array.from({ length: Number(word.split(':')[1] ?? 1) }, () => (word.split(':')[0] ?? '').toLowerCase())),
});

describe('a question', () => {
  it.each(['Was muss in einem:2 Fehlerbericht:4 unbedingt:4 stehen:3', 'Wer kümmert:4 sich um die Buchhaltung:4', 'Que reçoivent:4 les nouveaux:2 employés:3', 'где:3 запасной:6 ключ:4', 'Hoe lang is de garantie:2 op de wasmachine:4', 'Kiedy mamy:2 to wypowiedzenie:5'])('is in a language that the model does not know: %s', (words) => {
    expect(isForeign(asked(words))).toBe(true);
  });

  it.each(['What does E4711:3 mean in kubectl:4', 'where is the café:1', 'does pnpm:3 hoist:2 peerDependencies:3 by default', 'release notes of last week', 'Meeting notes', '', '42', 'RossJoey:2'])('is not: %s', (words) => {
    expect(isForeign(asked(words))).toBe(false);
  });

  it('that is a heap of technical words is not, where most of them stand in English texts', () => {
    const heap = asked('kubernetes:4 nginx:3 tls:2 renewal:1');
    const known = (...texts: readonly (boolean | undefined)[]): RankingQuery['words'] =>
      heap.text.split(' ').map((word, place) => ({ word, rarity: 3, ...(texts[place] !== undefined && { isEnglish: texts[place] }) }));
    expect(isForeign(heap)).toBe(true);
    expect(isForeign({ ...heap, words: known(true, true, undefined, true) })).toBe(false);
    expect(isForeign({ ...heap, words: known(true, undefined, undefined, true) })).toBe(true);
    expect(isForeign({ ...heap, words: known(true, false, false, false) })).toBe(true);
  });

  it('of no known tokens is foreign by its letters alone', () => {
    expect([isForeign({ text: 'Was muss in einem Fehlerbericht stehen' }), isForeign({ text: 'wo läuft der Server' })]).toEqual([false, true]);
  });
});

describe('of a question in such a language', () => {
  const query: RankingQuery = {
    ...asked('Wie viele Rechnungen:3 mit Nummer:2 E4711:3 fehlen:3 noch:2'), averageLength: 8,
    words: [{ word: 'rechnungen', rarity: 3 }, { word: 'nummer', rarity: 2 }, { word: 'e4711', rarity: 5 }, { word: 'fehlen', rarity: 4 }],
  };
  const unit: RankingUnit = { id: 1, kind: 'memory', text: '', cosine: 0.4, tokenCosines: Float32Array.from(query.tokenWords ?? [], () => 0.9), previousId: null, nextId: null, isFirst: false, atMs: null };
  const only = (text: string): RankingFeatures => rankingFeatures(query, [{ ...unit, text }])[0] ?? {};

  it('words are found without their endings, and tokens, which are letters and syllables, say nothing', () => {
    expect(only('Eine Rechnung fehlt.').coverage).toBeCloseTo(3 / 14);
    expect(only('Die Rechnung mit der Nummer E4711').coverage).toBeCloseTo(10 / 14);
    expect(only('Eine Rechnung fehlt.')).toMatchObject({ meaning: 0.4, tokens: undefined, tokensOfSurroundings: undefined });
  });

  it('of all words that the model spells only numbers have to be there', () => {
    expect([only('Rechnungen fehlen').spelled, only('siehe E4711').spelled]).toEqual([0, 1]);
  });
});

it('endings fall off words of Latin and Cyrillic letters, never so much that less than three are left', () => {
  expect(['rechnungen', 'rechnung', 'autos', 'auto', 'maisons', 'книгами', 'книга', 'новыи', 'новая', 'tee', 'の', 'x7s'].map(lightStem)).toEqual(['rechnung', 'rechnung', 'aut', 'aut', 'maison', 'книг', 'книг', 'нов', 'нов', 'tee', 'の', 'x7s']);
});

it('a text is unspaced where most of its letters are of scripts that part no words', () => {
  expect(['エレベーターは動いていますか', '会议改到什么时候', 'กุญแจอยู่ที่ไหน', 'Kubernetesの設定ファイルはどこにありますか'].map(isUnspaced)).toEqual([true, true, true, true]);
  expect(['where is the 会议', 'где ключ', '회의는 언제입니까', '', '42 🎉'].map(isUnspaced)).toEqual([false, false, false, false, false]);
});
