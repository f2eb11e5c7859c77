import type { AttemptFilter, AttemptResult, CallContext, PatternView } from '@ltmc/contracts';
import type { MemoryEngine } from '../engine/engine.js';
import { relatedTo, relevanceTo } from '../related.js';
import type { MemoryHit } from '../types.js';
import { CODE_KEY } from './log-attempt.js';
import { checkOrigin } from './origin.js';
import { successRate } from './success-rate.js';
import type { FindPatternsInput, FoundPattern, FoundPatterns } from './types.js';

/** All candidates: they are ordered by other rules than a search for passages. */
const CANDIDATES = 200;
/** What the prompts say of a pattern, against its code. Measured: the prompts alone find less, the code alone much less. */
const PROMPT_SHARE = 0.7;
/** How much of the score is evidence: enough to order answers to the same prompt, too little to bring a strange one before them. */
const EVIDENCE = 0.05;

/** See `CodeService.find`. */
export async function findPatterns(engine: MemoryEngine, context: CallContext, input: FindPatternsInput): Promise<FoundPatterns> {
  const { query, limit = 5, result } = input;
  const origin = checkOrigin(input);
  const wanted: readonly AttemptResult[] = result === undefined ? ['pass', 'partial'] : [result];
  const asked: readonly AttemptResult[] = wanted.includes('pass') || wanted.includes('partial') ? ['fail', 'error'] : [];
  const [found, failed] = await Promise.all([nearest(engine, context, { query, origin, results: wanted }), nearest(engine, context, { query, origin, results: asked })]);
  const patterns = found.patterns.slice(0, limit);
  const warnings = failed.patterns.filter(({ counts }) => counts.pass + counts.partial === 0).slice(0, limit);
  const all = patterns.reduce((sum, { success }) => ({ passed: sum.passed + success.rate * success.n, n: sum.n + success.n }), { passed: 0, n: 0 });
  const degraded = found.degraded ?? failed.degraded;
  return { patterns, warnings, averageSuccessRate: all.n === 0 ? null : all.passed / all.n, ...(degraded ? { degraded } : {}) };
}

export interface NearestRequest {
  readonly query: string;
  readonly origin: AttemptFilter;
  /** Patterns with an attempt of one of these; undefined: all. */
  readonly results?: readonly AttemptResult[];
}

/** All patterns near the query, best first. */
export async function nearest(engine: MemoryEngine, context: CallContext, { query, origin, results }: NearestRequest): Promise<{ patterns: FoundPattern[]; degraded?: readonly string[] }> {
  const { record, search } = engine;
  const resourceIds = await allowed(engine, context.namespace, origin, results);
  if (resourceIds?.length === 0) return { patterns: [] };
  const { hits, degraded } = await search(context, { query, kinds: ['pattern'], topK: CANDIDATES, ...(resourceIds ? { resourceIds } : {}) });
  const related = hits.filter(relatedTo(query));
  const floor = Math.min(1, ...hits.map(relevanceTo(query)));
  const views = await record.code.patterns(context.namespace, { resourceIds: [...new Set(related.map(({ resourceId }) => resourceId))] });
  const patterns = views.map((view): FoundPattern => {
    const own = hits.filter(({ resourceId }) => view.resourceIds.includes(resourceId));
    const similarities = own.flatMap(({ similarity }) => (similarity === null ? [] : [similarity]));
    return scored(view, { relevance: relevanceOf(own, query, floor), similarity: similarities.length === 0 ? null : Math.max(...similarities) });
  });
  return { patterns: patterns.toSorted((a, b) => b.score - a.score || b.lastAttemptAtMs - a.lastAttemptAtMs || b.patternId - a.patternId), ...(degraded ? { degraded } : {}) };
}

/** @param floor - of a text that is no candidate. */
function relevanceOf(own: readonly MemoryHit[], query: string, floor: number): number {
  const best = (hits: readonly MemoryHit[]): number => Math.max(floor, ...hits.map(relevanceTo(query)));
  const isCode = ({ fileName }: MemoryHit): boolean => fileName.endsWith(`/${CODE_KEY}`);
  return PROMPT_SHARE * best(own.filter((hit) => !isCode(hit))) + (1 - PROMPT_SHARE) * best(own.filter(isCode));
}

/** Texts of the patterns that may be found; undefined: all. */
async function allowed({ record }: MemoryEngine, namespace: string, origin: AttemptFilter, results: readonly AttemptResult[] | undefined): Promise<readonly number[] | undefined> {
  if (!results) return record.code.resourceIds(namespace, origin);
  const each = await Promise.all(results.map((result) => record.code.resourceIds(namespace, { ...origin, result })));
  return [...new Set(each.flatMap((ids) => ids ?? []))];
}

function scored(view: PatternView, { relevance, similarity }: { readonly relevance: number; readonly similarity: number | null }): FoundPattern {
  const { pass, fail, error, partial } = view.counts;
  const success = successRate(pass, pass + fail + error + partial);
  return { ...view, similarity, success, score: (1 - EVIDENCE) * relevance + EVIDENCE * success.interval[0] };
}
