export { boostRecent } from './boost-recent.js';
export { bootstrapInterval } from './bootstrap-interval.js';
export { collapseDuplicates } from './collapse-duplicates.js';
export { fuse } from './fuse.js';
export { mrrAt, ndcgAt, recallAt } from './metrics.js';
export type { RecencyOptions } from './boost-recent.js';
export type { BootstrapOptions, Interval } from './bootstrap-interval.js';
export type { FuseOptions } from './fuse.js';
export type { Candidate, Ranked, Shares } from './ranked.js';
