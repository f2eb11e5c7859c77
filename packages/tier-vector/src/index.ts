export { createExactVectorStore } from './exact-store.js';
export { openHnswVectorStore } from './hnsw-store.js';
export type { HnswVectorStoreOptions } from './hnsw-store.js';
export { openVectorStore } from './vector-store.js';
export type { VectorStoreOptions } from './vector-store.js';
