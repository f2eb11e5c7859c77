import { mrrAt, ndcgAt, recallAt } from '@ltmc/ranking';
import { progressBar } from '../progress.mjs';

/** What is measured of each ranking. */
export const METRICS = [
  ['hit@5', (ranking, gold) => (recallAt(ranking, gold, 5) > 0 ? 1 : 0)],
  ['R@5', (ranking, gold) => recallAt(ranking, gold, 5)],
  ['R@10', (ranking, gold) => recallAt(ranking, gold, 10)],
  ['R@25', (ranking, gold) => recallAt(ranking, gold, 25)],
  ['R@50', (ranking, gold) => recallAt(ranking, gold, 50)],
  ['nDCG@10', (ranking, gold) => ndcgAt(ranking, gold, 10)],
  ['MRR@10', (ranking, gold) => mrrAt(ranking, gold, 10)],
];

/** The most that one search returns; several chunks of one document leave enough for 50 documents. */
export const TOP_K = 100;
const WRITES_AT_ONCE = 16;
const POLL_MS = 100;
/** Signatures are written a moment after the embeddings. */
const SIGNED_MS = 2000;
/** Where a set has no times, all is stored at this moment. */
export const SOME_MOMENT_MS = Date.UTC(2026, 0, 1);

/** A namespace for each conversation. */
export const contextOf = (conversation) => ({ namespace: conversation.name, principal: 'eval' });

/** What is stored of a unit. `speakers`: who speaks stands in the `text`, is told as the `name` of the agent of a message, or `none`. */
export const contentOf = ({ text, speaker }, { speakers }) => (speakers === 'text' && speaker !== null ? `${speaker}: ${text}` : text);

/** Stores each conversation in a namespace of its own, a unit as a memory or message, oldest first, and waits until all are searchable by meaning. */
export async function storeSet(product, { asTalk, conversations }, { speakers }) {
  const { setNow } = product;
  const bar = progressBar('store', conversations.reduce((sum, { units }) => sum + units.length, 0));
  for (const conversation of conversations) {
    const inOrder = conversation.units.toSorted((a, b) => (a.atMs ?? 0) - (b.atMs ?? 0));
    for (let at = 0; at < inOrder.length; at += WRITES_AT_ONCE) {
      const batch = inOrder.slice(at, at + WRITES_AT_ONCE);
      setNow(batch[0]?.atMs ?? SOME_MOMENT_MS);
      await Promise.all(batch.map((unit, place) => storeUnit(product, conversation, { unit, place: at + place, asTalk, speakers }).then(bar.step)));
    }
  }
  bar.end();
  await waitForEmbeddings(product, conversations);
}

async function storeUnit({ memory, unitOf }, conversation, { unit, place, asTalk, speakers }) {
  const { id, session, atMs, speaker } = unit;
  const context = contextOf(conversation);
  const content = contentOf(unit, { speakers });
  if (content.trim() === '') return;
  if (!asTalk) await memory.store(context, { fileName: id, content, wait: 'durable', ...(atMs === null ? {} : { validFromMs: atMs }) });
  else {
    const timestampMs = atMs ?? SOME_MOMENT_MS + place * 1000;
    const agentName = speakers === 'name' && speaker !== null ? { agentName: speaker } : {};
    const { messageId } = await memory.chats.log(context, { conversationId: session ?? conversation.name, content, ...agentName, timestampMs, linkContext: false, wait: 'durable' });
    unitOf.set(messageId, id);
  }
}

async function waitForEmbeddings({ record, signatures }, conversations) {
  const countPending = async () => {
    const counts = await Promise.all(conversations.map(({ name }) => record.countPending(name)));
    return counts.reduce((sum, count) => sum + count, 0);
  };
  let left = await countPending();
  const bar = progressBar('embed', left);
  while (left > 0) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    const now = await countPending();
    for (; left > now; left -= 1) bar.step();
  }
  bar.end();
  for (let kept = -1; kept < (await signatures.count()); await new Promise((resolve) => setTimeout(resolve, SIGNED_MS))) kept = await signatures.count();
}

/**
 * Asks every question in one mode.
 * @returns {Promise<number[][]>} per question the values of {@link METRICS}, in the same order for every mode
 */
export async function askSet({ memory, setNow, unitOf }, { asTalk, conversations }, mode) {
  const bar = progressBar(mode.padEnd(8), conversations.reduce((sum, { queries }) => sum + queries.length, 0));
  const rows = [];
  for (const conversation of conversations) {
    setNow(Math.max(SOME_MOMENT_MS, ...conversation.units.map(({ atMs }) => atMs ?? 0)));
    for (const { text, gold } of conversation.queries) {
      const { hits } = await memory.search(contextOf(conversation), { query: text, topK: TOP_K, mode, kinds: [asTalk ? 'message' : 'memory'], respell: true });
      const ranking = hits.map(({ fileName, messageId }) => unitOf.get(messageId) ?? fileName);
      rows.push(METRICS.map(([, measure]) => measure(ranking, gold)));
      bar.step();
    }
  }
  bar.end();
  return rows;
}
