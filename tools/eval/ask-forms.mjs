import { contentWords } from '@ltmc/ranking';
import { random } from '../bench/stats.mjs';

const WORD = /[\p{L}\p{N}]+(?:['’.-][\p{L}\p{N}]+)*/gu;

/** Its words that carry content, as they are written, in order. */
function tellingWords(text) {
  const words = text.match(WORD) ?? [];
  const telling = words.filter((word) => contentWords(word).length > 0);
  return telling.length > 0 ? telling : words;
}

/** The longest words, which are the rarer ones as a rule, in the order of the text. */
function longest(text, count) {
  const words = tellingWords(text);
  const kept = new Set(words.toSorted((a, b) => b.length - a.length).slice(0, count));
  return words.filter((word) => kept.has(word)).slice(0, count);
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const LEAST_LETTERS = 5;
const SEED = 20261122;

/** One mistake in the longest word, not in its first letter: a letter more, less or wrong, or two exchanged. */
function misspelled(text, draw) {
  const [word] = tellingWords(text).filter((one) => /^[a-z]+$/iu.test(one) && one.length >= LEAST_LETTERS).toSorted((a, b) => b.length - a.length);
  if (word === undefined) return text;
  const at = 1 + Math.floor(draw() * (word.length - 2));
  const letter = LETTERS[Math.floor(draw() * LETTERS.length)];
  const mistakes = [letter + word.slice(at), word.slice(at + 1), letter + word.slice(at + 1), word[at + 1] + word[at] + word.slice(at + 2)];
  return text.replace(word, word.slice(0, at) + mistakes[Math.floor(draw() * mistakes.length)]);
}

/** How a question of a set is asked: as it is, or as agents search, who write no sentences, and make mistakes. */
export const ASK_FORMS = {
  sentence: (text) => text,
  misspelled,
  lowercase: (text) => text.toLowerCase().replace(/[?.!]+\s*$/u, ''),
  words: (text) => tellingWords(text).join(' ') || text,
  two: (text) => longest(text, 2).join(' ') || text,
  one: (text) => longest(text, 1).join(' ') || text,
};

/** The set with its questions asked another way. */
export function askedAs(set, form) {
  const [change, draw] = [ASK_FORMS[form], random(SEED)];
  const conversations = set.conversations.map((conversation) => ({ ...conversation, queries: conversation.queries.map((query) => ({ ...query, text: change(query.text, draw) })) }));
  return form === 'sentence' ? set : { ...set, name: `${set.name}, ${form}`, conversations };
}
