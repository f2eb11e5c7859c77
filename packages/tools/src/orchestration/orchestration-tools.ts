import type { Tool } from '../types.js';
import { agentRegistry } from './agent-registry.js';
import { contextCoord } from './context-coord.js';
import { memoryLock } from './memory-lock.js';
import { sessionState } from './session-state.js';
import { sharedBuffer } from './shared-buffer.js';
import { toolCache } from './tool-cache.js';

/** The tools by which agents work together. */
export const orchestrationTools: readonly Tool[] = [agentRegistry, contextCoord, memoryLock, sessionState, toolCache, sharedBuffer];
