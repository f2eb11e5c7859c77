import type { ChunkInput, VersionInput } from '@ltmc/contracts';
import { normalizeForms } from './fold.js';
import { asToken, englishForm, foreignForm } from './forms.js';
import { nameWords } from './identifiers.js';
import { isOtherInEnglish, languageOf, type Language } from './language.js';
import { pairsOf, piecesOf } from './scripts.js';

/** Begins terms that stand beside the words of the text; others stand in their place. */
export const BESIDE = '+';

/** A sentence or line. */
const SENTENCES = /(?<=[.!?])\s+|\n+/u;
/** A sentence of fewer words is taken to be in the language of the text around it. */
const ENOUGH_WORDS = 4;
const IS_ASCII = /^[\0-\x7f]*$/u;
/** Words that FTS5's tokenizer itself makes plain: Latin letters with marks it knows. */
const IS_PLAIN = /^[a-z0-9]*$/u;
const MARKS = /\p{M}/gu;

/**
 * What the full-text index is to hold of a text where that is not just its English words: null where it is. Told from the text alone, so that each driver
 * and each process makes the same of it.
 */
export function indexTerms(text: string): string | null {
  const normal = normalizeForms(text);
  const language = languageOf(normal);
  const { wholes, parts } = nameWords(normal);
  const names = [...wholes, ...parts].map(englishForm);
  if (isPlain(normal, language)) return names.length === 0 ? null : `${BESIDE} ${names.join(' ')}`;
  return [...wordsIn(normal, language), ...names].join(' ');
}

/** What is told of a version beside its text. */
export type Labels = Pick<VersionInput, 'kind' | 'resourceType' | 'tags'>;

/** What a memory is that is not said to be anything else: a word that tells none from another. */
const USUAL_TYPE = 'document';

/** What is searched beside a chunk's own words, with less weight: the headings it stands under, its context, its tags, and what a memory is said to be. */
export function aroundText({ heading, context = null }: Pick<ChunkInput, 'heading' | 'context'>, { kind = 'memory', resourceType, tags }: Labels): string {
  const labels = kind !== 'memory' || resourceType === USUAL_TYPE ? tags : [...tags, resourceType];
  return [heading, context, ...labels].filter((text) => text !== null).join('\n');
}

/** What the full-text index is to hold in place of a chunk's context; null where it is just its English words. */
export function aroundTerms(chunk: Pick<ChunkInput, 'heading' | 'context'>, labels: Labels): string | null {
  const around = aroundText(chunk, labels);
  const terms = around === '' ? null : indexTerms(around);
  // Terms beside a text are beside the context as it stands, and nothing else. The space keeps what begins with a plus from being taken for such.
  return around === (chunk.context ?? '') ? terms : ` ${indexedText(around, terms)}`;
}

/** The text that the full-text index sees. */
export function indexedText(text: string, terms: string | null): string {
  if (terms === null) return text;
  return terms.startsWith(BESIDE) ? text + terms : terms;
}

function isPlain(text: string, language: Language): boolean {
  if (language === 'other') return false;
  if (sentencesOf(text).some((sentence) => ownLanguage(sentence, language) === 'other')) return false;
  return IS_ASCII.test(text) || piecesOf(text).every((piece) => !piece.unspaced && IS_PLAIN.test(piece.text.toLowerCase().normalize('NFD').replaceAll(MARKS, '')));
}

function wordsIn(text: string, language: Language): string[] {
  return sentencesOf(text).flatMap((sentence) => {
    const own = ownLanguage(sentence, language);
    return piecesOf(sentence).flatMap((piece) => {
      if (piece.unspaced) return pairsOf(piece.text).map(asToken);
      return own === 'other' || !IS_ASCII.test(piece.text) && !isLatin(piece.text) ? foreignForm(piece.text) : englishForm(piece.text);
    });
  });
}

function isLatin(word: string): boolean {
  return /^[\p{Script=Latin}\p{N}\p{M}]+$/u.test(word);
}

function sentencesOf(text: string): string[] {
  return text.split(SENTENCES);
}

/** That of the text where the sentence is too short to tell, or does not. */
function ownLanguage(sentence: string, ofText: Language): Language {
  if (sentence.split(' ', ENOUGH_WORDS).length < ENOUGH_WORDS) return ofText;
  if (ofText === 'english') return isOtherInEnglish(sentence) ? 'other' : ofText;
  const language = languageOf(sentence);
  return language === 'unknown' ? ofText : language;
}
