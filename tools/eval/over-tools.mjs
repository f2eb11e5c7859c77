import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { progressBar } from '../progress.mjs';
import { contentOf, METRICS, SOME_MOMENT_MS, TOP_K } from './run-set.mjs';
import { withServer } from './stdio-server.mjs';

/** Rankings that can be asked for: the mode of `retrieve_memory`, and settings of the server. Those that take something away from the index folder come last. */
export const RANKINGS = {
  keyword: { mode: 'keyword' },
  semantic: { mode: 'semantic' },
  hybrid: { mode: 'hybrid' },
  'no-late': { mode: 'hybrid', env: { LTMC_LATE_INTERACTION: 'false' } },
};

const CALLS_AT_ONCE = 16;
const POLL_MS = 200;

/** Runs `work` with an empty folder, which is removed afterwards, and a place for the unit of each logged message. */
export async function withHome(work) {
  const folder = await mkdtemp(join(tmpdir(), 'ltmc-eval-'));
  try {
    return await work({ folder, dbPath: join(folder, 'ltmc.db'), unitOf: new Map() });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Stores each conversation through a server of its own namespace, oldest first, and waits until all can be found by meaning and token by token. */
export async function storeOverTools(home, { asTalk, conversations }, { speakers }) {
  const bar = progressBar('store', conversations.reduce((sum, { units }) => sum + units.length, 0));
  const store = async (server, conversation) => {
    const units = conversation.units.map((unit) => ({ ...unit, content: contentOf(unit, { speakers }) })).filter(({ content }) => content.trim() !== '');
    const inOrder = units.toSorted((a, b) => (a.atMs ?? 0) - (b.atMs ?? 0));
    for (let at = 0; at < inOrder.length; at += CALLS_AT_ONCE) {
      const batch = inOrder.slice(at, at + CALLS_AT_ONCE);
      await Promise.all(batch.map((unit, place) => storeUnit(server, home, { unit, conversation, place: at + place, asTalk, speakers }).then(bar.step)));
    }
    if (conversation === conversations.at(-1)) await signed(server);
  };
  for (const conversation of conversations) await withServer({ dbPath: home.dbPath, namespace: conversation.name }, (server) => store(server, conversation));
  bar.end();
}

async function storeUnit({ call }, { unitOf }, { unit: { id, content, atMs, speaker }, conversation, place, asTalk, speakers }) {
  if (!asTalk) {
    const validFrom = atMs === null ? {} : { valid_from: new Date(atMs).toISOString() };
    await call('store_memory', { file_name: id, content, wait: 'searchable', ...validFrom });
    return;
  }
  const timestamp = new Date(atMs ?? SOME_MOMENT_MS + place * 1000).toISOString();
  const agentName = speakers === 'name' && speaker !== null ? { agent_name: speaker } : {};
  const { message_id: messageId } = await call('log_chat', { content, ...agentName, conversation_id: conversation.name, timestamp, link_context: false, wait: 'searchable' });
  unitOf.set(messageId, id);
}

/** Signatures follow the embeddings by a moment; a server counts those that are missing, of every namespace, once it has looked. */
async function signed({ status }) {
  for (;;) {
    const { pending_chunks: pending, components: { vector_store: vectors } } = await status();
    if (pending === 0 && vectors.signatures_missing === 0) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/**
 * Asks every question, each conversation in a fresh server, so that no ranking profits from what another has embedded. Before each question comes the bare call:
 * a reading tool that has nothing to find.
 * @returns {Promise<{ rows: number[][], callsMs: number[], bareMs: number[] }>} per question the values of METRICS, and how long the two calls took, in milliseconds
 */
export async function askOverTools(home, { asTalk, conversations }, ranking) {
  const { mode, env } = RANKINGS[ranking];
  const bar = progressBar(ranking.padEnd(8), conversations.reduce((sum, { queries }) => sum + queries.length, 0));
  const [rows, callsMs, bareMs] = [[], [], []];
  const askAll = async ({ call }, conversation) => {
    const where = asTalk ? { conversation_id: conversation.name } : {};
    const ask = (query) => call('retrieve_memory', { query, mode, top_k: TOP_K, detail: 'ids', ...where });
    const bare = () => call('list_todos', { limit: 1 });
    await ask('what is there?'); // the first search loads the model and reads the index
    await bare();
    for (const { text, gold } of conversation.queries) {
      bareMs.push((await timed(bare)).tookMs);
      const { tookMs, value: { results } } = await timed(() => ask(text));
      callsMs.push(tookMs);
      const units = results.map(({ message_id: messageId, metadata }) => (messageId === undefined ? metadata.file_name : home.unitOf.get(messageId)));
      rows.push(METRICS.map(([, measure]) => measure(units, gold)));
      bar.step();
    }
  };
  for (const conversation of conversations) await withServer({ dbPath: home.dbPath, namespace: conversation.name, env }, (server) => askAll(server, conversation));
  bar.end();
  return { rows, callsMs, bareMs };
}

async function timed(work) {
  const startMs = performance.now();
  const value = await work();
  return { value, tookMs: performance.now() - startMs };
}
