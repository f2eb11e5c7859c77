export { createExactVectorStore } from './exact-store.js';
export { openHnswVectorStore } from './hnsw-store.js';
export type { HnswVectorStore, HnswVectorStoreOptions, RecallMeasure } from './hnsw-store.js';
export { inspectSnapshots } from './inspect-snapshots.js';
export type { SnapshotReport } from './inspect-snapshots.js';
export { openVectorStore } from './vector-store.js';
export type { VectorStoreOptions } from './vector-store.js';
