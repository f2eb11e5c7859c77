export { createOrchestration } from './orchestration.js';
export type { Orchestration, OrchestrationOptions } from './orchestration.js';
