import { createEmbedder } from '@ltmc/embedding';
import { openSqliteRecord } from '@ltmc/tier-temporal';

const MEMORIES = 45;
const CHUNKS_EACH = 100;
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * Fills a data folder with more chunks than are searched exactly, so that a server keeps a graph and a snapshot for them. Their vectors are unit vectors of
 * the real model's length, drawn at random: embedding so many texts takes a minute.
 * @returns {Promise<Map<string, Float32Array>>} the vector of each chunk's text
 */
export async function createLargeRecord(folder, random) {
  const { fingerprint, ...embedder } = createEmbedder({ logger: silent });
  const record = await openSqliteRecord({ path: `${folder}/ltmc.db`, durability: 'normal', logger: silent });
  const vectors = new Map();
  for (let n = 0; n < MEMORIES; n += 1) {
    const texts = Array.from({ length: CHUNKS_EACH }, (_, index) => `filling ${n} ${index} ${random.sentence(6)}\n`);
    const { result } = await record.storeVersion(versionOf(`filling-${n}`, texts));
    const rows = result.vectorIds.map((vectorId, index) => ({ vectorId, vector: unitVector(random, fingerprint.dimension), text: texts[index] }));
    for (const { text, vector } of rows) vectors.set(text, vector);
    await record.storeEmbeddings(fingerprint, rows, Date.now());
  }
  await record.close();
  await embedder.close();
  return vectors;
}

function versionOf(fileName, texts) {
  let startOffset = 0;
  const chunks = texts.map((content) => {
    const chunk = { content, startOffset, endOffset: startOffset + content.length, heading: null };
    startOffset = chunk.endOffset;
    return chunk;
  });
  return {
    namespace: 'default', fileName, content: texts.join(''), resourceType: 'document', tags: [], metadata: {}, validFromMs: null, expiresAtMs: null,
    agentId: null, sessionId: null, recordedAtMs: Date.now(), chunks,
  };
}

function unitVector(random, length) {
  const numbers = Float32Array.from({ length }, () => random.unit() - 0.5);
  const norm = Math.hypot(...numbers);
  return numbers.map((number) => number / norm);
}
