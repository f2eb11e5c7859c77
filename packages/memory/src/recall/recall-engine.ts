import type { MemoryEngine } from '../engine/engine.js';

/** What the answers are put together from. */
export type RecallEngine = Pick<MemoryEngine, 'record' | 'embedder' | 'clock' | 'search' | 'requireOpen'>;
