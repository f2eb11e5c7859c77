import type { MemoryEngine } from '../engine/engine.js';
import { analysePatterns } from './analyse-patterns.js';
import { findPatterns } from './find-patterns.js';
import { logAttempt } from './log-attempt.js';
import type { CodeService } from './types.js';

/** The code patterns of the memory service. */
export function createCode(engine: MemoryEngine): CodeService {
  const { requireOpen } = engine;
  return {
    log: async (context, input, format) => {
      requireOpen();
      return logAttempt(engine, context, input, format);
    },
    find: async (context, input) => {
      requireOpen();
      return findPatterns(engine, context, input);
    },
    analyse: async (context, input) => {
      requireOpen();
      return analysePatterns(engine, context, input);
    },
  };
}
