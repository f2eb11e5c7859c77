import { forgetMemory } from './memory/forget-memory.js';
import { getMemory } from './memory/get-memory.js';
import { listMemories } from './memory/list-memories.js';
import { retrieveMemory } from './memory/retrieve-memory.js';
import { storeMemory } from './memory/store-memory.js';
import type { Tool } from './types.js';

/** Every tool of this version, in the order in which clients see them. */
export const defaultTools: readonly Tool[] = [storeMemory, retrieveMemory, getMemory, listMemories, forgetMemory];
