export { createEmbedder } from './create-embedder.js';
export type { EmbedderStats, LocalEmbedder } from './create-embedder.js';
export type { ModelFiles } from './model-files.js';
export type { EmbedderOptions } from './options.js';
export type { QueryLatency } from './query-latency.js';
export type { SharedCache } from './shared-embeddings.js';
export { createTestEmbedder } from './test-embedder.js';
export type { TestEmbedderOptions } from './test-embedder.js';
