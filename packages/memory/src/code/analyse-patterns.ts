import type { CallContext } from '@ltmc/contracts';
import type { MemoryEngine } from '../engine/engine.js';
import { analyseAttempts } from './analyse-attempts.js';
import { nearest } from './find-patterns.js';
import { checkOrigin } from './origin.js';
import type { AnalysedPatterns, AnalysePatternsInput } from './types.js';

const DAY_MS = 24 * 3_600_000;
const MAX_ATTEMPTS = 10_000;

/** See `CodeService.analyse`. */
export async function analysePatterns(engine: MemoryEngine, context: CallContext, input: AnalysePatternsInput): Promise<AnalysedPatterns> {
  const { query, limit = 10, timeRangeDays = 30 } = input;
  const atMs = engine.clock.nowMs();
  const filter = { ...checkOrigin(input), sinceMs: atMs - timeRangeDays * DAY_MS };
  const near = query === undefined ? undefined : await nearest(engine, context, { query, origin: filter });
  const patternIds = near?.patterns.slice(0, limit).map(({ patternId }) => patternId);
  const attempts = await engine.record.code.attempts(context.namespace, { ...filter, ...(patternIds ? { patternIds } : {}) }, MAX_ATTEMPTS);
  return { ...analyseAttempts(attempts, limit), atMs, ...(near?.degraded ? { degraded: near.degraded } : {}) };
}
