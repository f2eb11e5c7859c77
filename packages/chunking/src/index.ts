export { approximateTokenMap } from './approximate-token-map.js';
export { chunkText } from './chunk-text.js';
export { detectKind } from './detect-kind.js';
export type { ChunkOptions } from './chunk-text.js';
export type { TextKind } from './detect-kind.js';
