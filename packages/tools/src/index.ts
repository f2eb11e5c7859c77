export { createToolRegistry } from './create-registry.js';
export type { RegistryOptions } from './create-registry.js';
export { defaultTools } from './default-tools.js';
export { forgetMemory } from './memory/forget-memory.js';
export { getMemory } from './memory/get-memory.js';
export { listMemories } from './memory/list-memories.js';
export { retrieveMemory } from './memory/retrieve-memory.js';
export { storeMemory } from './memory/store-memory.js';
export type { ObjectSchema, Tool, ToolAnnotations, ToolDescriptor, ToolFailure, ToolOutcome, ToolRegistry, ToolServices, ToolSuccess } from './types.js';
