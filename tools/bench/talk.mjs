import { readFile } from 'node:fs/promises';
import { tokenizerPath } from '@ltmc/model-all-minilm-l6-v2';

/** The commonest words carry no meaning; questions have some of them too. */
const FUNCTION_WORDS = 120;
const TURNS_PER_CONVERSATION = 300;
const TOPIC_WORDS = 60;
/** How much of what is said is said in the conversation's own words. */
const TOPIC_SHARE = 0.3;
const START_MS = Date.UTC(2026, 0, 1);
const TURN_MS = 20_000;

/**
 * Talk that has the word frequencies of English and a topic a conversation, the same for the same draws.
 * @param {() => number} draw numbers in [0, 1)
 */
export async function createTalk(draw, turns) {
  const words = await commonWords();
  const pick = (list, from = 0) => list[Math.floor(drawRank(draw, list.length - from)) + from];
  const topics = Array.from({ length: Math.ceil(turns / TURNS_PER_CONVERSATION) }, () => Array.from({ length: TOPIC_WORDS }, () => pick(words, FUNCTION_WORDS)));
  const sentence = (topic, length, mark) => {
    const text = Array.from({ length }, () => (draw() < TOPIC_SHARE ? pick(topic) : pick(words))).join(' ');
    return `${text[0].toUpperCase()}${text.slice(1)}${mark}`;
  };
  return {
    /** What is said at a place, 5 to 40 words. Ask for the places in order. */
    turn: (place) => {
      const conversation = Math.floor(place / TURNS_PER_CONVERSATION);
      const length = 5 + Math.floor(36 * draw() ** 2);
      const content = sentence(topics[conversation], length, draw() < 0.2 ? '?' : '.');
      return { conversationId: `talk-${conversation}`, content, role: place % 2 === 0 ? 'user' : 'assistant', timestampMs: START_MS + place * TURN_MS };
    },
    /** A question about one of the conversations, 6 to 11 words. */
    question: () => {
      const topic = topics[Math.floor(draw() * topics.length)];
      const asked = Array.from({ length: 3 + Math.floor(draw() * 4) }, () => pick(topic));
      return `What did ${pick(words.slice(0, FUNCTION_WORDS))} ${asked.join(' ')}?`;
    },
  };
}

/** A place drawn as words are used (Zipf's law). */
function drawRank(draw, count) {
  return count ** draw() - 1;
}

/** English words, the commonest first: the model's vocabulary has them in that order. */
async function commonWords() {
  const { model } = JSON.parse(await readFile(tokenizerPath, 'utf8'));
  return Object.keys(model.vocab).filter((word) => /^[a-z]{2,}$/.test(word)).toSorted((a, b) => model.vocab[a] - model.vocab[b]);
}
