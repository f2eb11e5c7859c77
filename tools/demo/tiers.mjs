import { setTimeout as sleep } from 'node:timers/promises';
import { loadConfig } from '@ltmc/config';
import { openRedisCacheStore } from '@ltmc/tier-cache';
import { duration } from '../progress.mjs';
import { startLtmc } from './ltmc-process.mjs';

const NEO4J_PATIENCE_MS = 120_000;

/**
 * Where the settings name Redis or Neo4j: what they hold of the demo, and that answers come from them. Neo4j holds the graph of one record, so another
 * one's is filled anew when its server runs again.
 * @param {{ dataFolder: string, questions: string[], documents: { name: string }[], say: (text?: string) => void }} demo
 */
export async function showTiers({ dataFolder, questions, documents, say }) {
  const { redis, neo4j, cacheEnabled } = loadConfig(process.env);
  if (redis && cacheEnabled) await showRedis({ redis, dataFolder, questions, say });
  if (neo4j && documents.length > 1) await showNeo4j({ dataFolder, documents, say });
}

/** Two servers: what one has answered the other gives again. */
async function showRedis({ redis, dataFolder, questions, say }) {
  const first = await askIn(dataFolder, questions);
  const second = await askIn(dataFolder, questions);
  say(`Redis at ${redis.host}:${redis.port}: ${await holdingsOf(redis)}.`);
  const same = JSON.stringify(first.hits) === JSON.stringify(second.hits);
  if (!same) throw new Error('a second server gave other answers than the first one; please report this');
  say(`  One server answers in ${duration(first.ms)}; the next one, just started, gives the same answers in ${duration(second.ms)}.\n`);
}

async function holdingsOf(redis) {
  const store = await openRedisCacheStore(redis);
  try {
    const { state, why = '' } = await store.health();
    return state === 'ok' ? `${await count(store.json('tool_cache'))} answers and ${await count(store.bytes('query_vectors'))} vectors of queries` : why;
  } finally {
    await store.close();
  }
}

async function askIn(dataFolder, questions) {
  const ltmc = await startLtmc(dataFolder);
  const startMs = performance.now();
  const hits = [];
  for (const query of questions) hits.push((await ltmc.call('retrieve_memory', { query, top_k: 3 })).results.map(({ chunk_id: id }) => id));
  const ms = performance.now() - startMs;
  await sleep(200); // answers are kept beside the call
  await ltmc.close();
  return { hits, ms };
}

async function showNeo4j({ dataFolder, documents: [from, to], say }) {
  const ltmc = await startLtmc(dataFolder);
  await ltmc.call('link_resources', { source_id: from.name, target_id: to.name, relationship_type: 'related_to' });
  const startMs = performance.now();
  const ask = () => ltmc.call('get_document_relationships', { document_id: from.name });
  let answer = await ask();
  say(`Neo4j: ${from.name} was related to ${to.name}; at once the answer comes from ${answer.source === 'neo4j' ? 'Neo4j' : 'the record'}.`);
  while (answer.source !== 'neo4j' && performance.now() - startMs < NEO4J_PATIENCE_MS) {
    await sleep(250);
    answer = await ask();
  }
  say(answer.source === 'neo4j' ? `  After ${duration(performance.now() - startMs)} Neo4j holds the graph and gives the same ${answer.total_relationships} relation.\n` : '  Neo4j does not answer yet; the record goes on answering.\n');
  await ltmc.close();
}

async function count(namespace) {
  let keys = 0;
  for await (const _key of namespace.keys()) keys += 1;
  return keys;
}
