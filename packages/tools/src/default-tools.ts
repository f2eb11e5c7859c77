import { forgetMemory } from './memory/forget-memory.js';
import { getMemory } from './memory/get-memory.js';
import { listMemories } from './memory/list-memories.js';
import { retrieveMemory } from './memory/retrieve-memory.js';
import { storeMemory } from './memory/store-memory.js';
import type { Tool } from './types.js';

/** The tools that every client sees, in that order. */
export const defaultTools: readonly Tool[] = [storeMemory, retrieveMemory, getMemory, listMemories, forgetMemory];

/** The default tools and those of the opt-in toolsets: what the client, the documentation and the tests are made from. */
export const allTools: readonly Tool[] = [...defaultTools];
