export { createRuntime, openRuntime } from './create-runtime.js';
export { createLazyRegistry } from './lazy-registry.js';
export type { RuntimeOptions } from './create-runtime.js';
export type { OpenedRegistry } from './lazy-registry.js';
export type { HealthComponent, HealthReport, Runtime } from './runtime.js';
