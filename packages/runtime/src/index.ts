export { createRuntime, openRuntime } from './create-runtime.js';
export { createLazyRegistry } from './lazy-registry.js';
export { reembedRecord } from './reembed-record.js';
export type { ReembedRecordOptions } from './reembed-record.js';
export type { RuntimeOptions } from './create-runtime.js';
export type { OpenedRegistry } from './lazy-registry.js';
export type { ReembedProgress, ReembedResult } from '@ltmc/memory';
export type { HealthComponent, HealthReport, Runtime } from './runtime.js';
