export { createTierGraph } from './tier-graph.js';
export type { TierGraph, TierGraphOptions } from './tier-graph.js';
