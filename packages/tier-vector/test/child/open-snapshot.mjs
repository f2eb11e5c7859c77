// Opens a store in a process of its own, as a damaged graph file could end the process; prints what it found.
import { openHnswVectorStore } from '@ltmc/tier-vector';

const { folder, space, query, options } = JSON.parse(process.argv[2]);
const warnings = [];
const logger = { debug() {}, info() {}, warn: (message, fields) => warnings.push({ message, ...fields }), error: (message) => warnings.push({ message }) };
const store = await openHnswVectorStore({ ...options, folder, logger });
const index = await store.openIndex(space);
const hits = await index.search(Float32Array.from(query), { limit: 10 });
process.stdout.write(JSON.stringify({ size: index.size, cursor: index.cursor, hits, warnings }));
await store.close();
