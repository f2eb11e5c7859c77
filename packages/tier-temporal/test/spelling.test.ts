import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRespellable, nearestWord, stemDistance } from '../src/words/spelling.js';

/** None that makes an ending of English words: another form is no mistake. */
const LETTERS = 'abkmnopqtuvwxz';
const word = (least: number): fc.Arbitrary<string> => fc.array(fc.constantFrom(...LETTERS), { minLength: least, maxLength: 14 }).map((letters) => letters.join(''));
/** A letter more, less or wrong, or two exchanged, anywhere but in the first. */
const mistake = (text: string, kind: number, place: number, letter: string): string => {
  const at = 1 + (place % (text.length - 1));
  if (kind === 0) return text.slice(0, at) + letter + text.slice(at);
  if (kind === 1) return text.slice(0, at) + text.slice(at + 1);
  if (kind === 2) return text.slice(0, at) + letter + text.slice(at + 1);
  return text.slice(0, at) + (text[at + 1] ?? '') + (text[at] ?? '') + text.slice(at + 2);
};

describe('the nearest word of a text', () => {
  it('is the one that was meant, whatever mistake was made', () => {
    fc.assert(fc.property(word(7), fc.nat(3), fc.nat(100), fc.constantFrom(...LETTERS), (meant, kind, place, letter) => {
      const misspelled = mistake(meant, kind, place, letter);
      expect(isRespellable(misspelled)).toBe(true);
      expect(nearestWord(misspelled, [`Not so, ${meant}! 42`])).toBe(meant);
      // The stem in the index may lack some of its end.
      for (const stem of [meant, meant.slice(0, -2)]) expect(stemDistance(stem, misspelled)).toBeLessThanOrEqual(2);
    }));
  });

  it('is none where more is wrong than the length allows, or the first letter', () => {
    expect(['plant', 'plaint', 'planet', 'plantation'].map((misspelled) => nearestWord(misspelled, ['plane']))).toEqual(['plane', undefined, 'plane', undefined]);
    expect([nearestWord('blane', ['plane']), nearestWord('plane', []), nearestWord('plane', ['会议 42 pla ne'])]).toEqual([undefined, undefined, undefined]);
    // Another form is no mistake; one in the ending is.
    expect([nearestWord('allergies', ['allergic']), nearestWord('renewels', ['renewals']), nearestWord('Kubernetis', ['kubernetes']), nearestWord('developor', ['developer'])]).toEqual([undefined, 'renewals', 'kubernetes', 'developer']);
    expect([nearestWord('informtaoin', ['information']), nearestWord('inofrmtaoin', ['information'])]).toEqual(['information', undefined]);
  });

  it('is the one with fewer mistakes, then written with a capital or not as it is, then the more frequent', () => {
    expect(nearestWord('painteing', ['printing, printing, painting'])).toBe('painting');
    expect([nearestWord('Phobe', ['the phone, the phone, and Phoebe']), nearestWord('phobe', ['the phone, the phone, and Phoebe'])]).toEqual(['phoebe', 'phone']);
    expect(nearestWord('trane', ['the train, the trade, a trade'])).toBe('trade');
    expect(nearestWord('schlusel', ['Der Schlüssel'])).toBe('schlüssel');
  });
});

it('words of five to forty Latin letters may be misspelled', () => {
  expect(['abcd', 'abcde', 'a'.repeat(41), 'e4711', 'книга', 'clé'].map(isRespellable)).toEqual([false, true, false, false, false, false]);
});
