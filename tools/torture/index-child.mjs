// node index-child.mjs FOLDER EXACT_UP_TO: the storage and search flows with an index that is worth a snapshot at a few hundred vectors.
// A JSON line in, `{ id, method, args }`; a JSON line out, `{ id, result }` or `{ id, error }`.
import { createInterface } from 'node:readline';
import { createTestEmbedder } from '@ltmc/embedding';
import { createMemory } from '@ltmc/memory';
import { openSqliteRecord } from '@ltmc/tier-temporal';
import { openHnswVectorStore } from '@ltmc/tier-vector';

const [folder, exactUpTo] = process.argv.slice(2);
const context = { namespace: 'default', principal: 'torture' };
const note = (message, fields) => process.stderr.write(`${message} ${JSON.stringify(fields ?? {})} ${fields?.cause ?? ''}\n`);
const logger = { debug: () => undefined, info: () => undefined, warn: note, error: note };

const record = await openSqliteRecord({ path: `${folder}/ltmc.db`, durability: 'normal', logger });
const vectors = await openHnswVectorStore({ folder: `${folder}/index`, exactUpTo: Number(exactUpTo), graceMs: 1000, logger, recordId: record.recordId ?? '' });
const embedder = createTestEmbedder();
const memory = createMemory({ record, vectors, embedder, logger });

const methods = {
  store: ({ fileName, content }) => memory.store(context, { fileName, content, wait: 'searchable' }),
  forget: ({ fileName }) => memory.forget(context, { fileName }),
  search: ({ query, topK }) => memory.search(context, { query, topK, mode: 'semantic' }),
  close: async () => {
    for (const part of [memory, embedder, vectors, record]) await part.close();
    return 'closed';
  },
};

const answer = async ({ id, method, args }) => {
  try {
    return { id, result: await methods[method](args ?? {}) };
  } catch (error) {
    return { id, error: { code: error.code, message: error.stack } };
  }
};
createInterface({ input: process.stdin }).on('line', async (line) => {
  const request = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(await answer(request))}\n`);
  if (request.method === 'close') process.stdin.destroy();
});
process.stdout.write(`${JSON.stringify({ id: 0, result: 'open' })}\n`);
