import { contentWords } from '@ltmc/ranking';

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

/** How a question of a set is asked: as it is, or as agents search, who write no sentences. */
export const ASK_FORMS = {
  sentence: (text) => text,
  lowercase: (text) => text.toLowerCase().replace(/[?.!]+\s*$/u, ''),
  words: (text) => tellingWords(text).join(' ') || text,
  two: (text) => longest(text, 2).join(' ') || text,
  one: (text) => longest(text, 1).join(' ') || text,
};

/** The set with its questions asked another way. */
export function askedAs(set, form) {
  const change = ASK_FORMS[form];
  const conversations = set.conversations.map((conversation) => ({ ...conversation, queries: conversation.queries.map((query) => ({ ...query, text: change(query.text) })) }));
  return form === 'sentence' ? set : { ...set, name: `${set.name}, ${form}`, conversations };
}
