// Copied into a folder where hnswlib-node is missing or not built; prints what the store then can do.
import { openHnswVectorStore } from '@ltmc/tier-vector';

const store = await openHnswVectorStore({ folder: './index', exactUpTo: 2 });
const space = { namespace: 'n', fingerprint: 'f', dimension: 2 };
const index = await store.openIndex(space);
const upsert = [[1, 0], [0, 1], [-1, 0]].map((components, position) => ({ vectorId: position + 1, vector: Float32Array.from(components) }));
await index.apply({ upsert, remove: [], cursor: 5 });
const saved = await index.saveSnapshot();
const hits = await index.search(Float32Array.of(0, 1), { limit: 1 });
await index.close();
const { size, cursor } = await store.openIndex(space);
process.stdout.write(JSON.stringify({ capabilities: store.capabilities, hits, saved, reopened: { size, cursor } }));
await store.close();
