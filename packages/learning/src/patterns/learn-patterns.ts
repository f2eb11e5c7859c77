import type { AttemptView, CallContext, RecordStore } from '@ltmc/contracts';
import { HALF_LIFE_DAYS, posteriorOf, type Outcome, type Posterior } from './posterior.js';

/** What agents learned of a piece of code. */
export interface LearnedPattern {
  readonly patternId: number;
  /** Of the latest attempt. */
  readonly inputPrompt: string;
  readonly posterior: Posterior;
  readonly lastAttemptAtMs: number;
  /** Who tried it; attempts without an agent are not among them. The most attempts first. */
  readonly agents: readonly { readonly agentId: string; readonly attempts: number; readonly passed: number }[];
}

/** What was learned of all code of a namespace. */
export interface LearnedPatterns {
  /** Patterns and attempts that were looked at: of the newest attempts. */
  readonly patterns: number;
  readonly attempts: number;
  /** Whether there are older attempts that were not. */
  readonly isCut: boolean;
  /** After which an attempt counts half. */
  readonly halfLifeDays: number;
  /** Of all of them together; undefined without any. */
  readonly overall: Posterior | undefined;
  /** The most surely working first: by the lower end of the interval. */
  readonly proven: readonly LearnedPattern[];
  /** The most surely failing first: by the upper end of the interval. */
  readonly failing: readonly LearnedPattern[];
}

/** Attempts that are looked at, the newest. */
const MOST_ATTEMPTS = 2000;
const HALF = 0.5;

/** Posteriors of all patterns, with whom they are from. @param limit - patterns of each list. */
export async function learnPatterns(record: Pick<RecordStore, 'code'>, { namespace }: Pick<CallContext, 'namespace'>, { nowMs, limit }: { readonly nowMs: number; readonly limit: number }): Promise<LearnedPatterns> {
  const attempts = await record.code.attempts(namespace, {}, MOST_ATTEMPTS + 1);
  const seen = attempts.slice(0, MOST_ATTEMPTS);
  const byPattern = new Map<number, AttemptView[]>();
  for (const attempt of seen) {
    const own = byPattern.get(attempt.patternId);
    if (own) own.push(attempt);
    else byPattern.set(attempt.patternId, [attempt]);
  }
  const learned = [...byPattern.values()].flatMap((own) => learnedOf(own, nowMs));
  return {
    patterns: byPattern.size,
    attempts: seen.length,
    isCut: attempts.length > seen.length,
    halfLifeDays: HALF_LIFE_DAYS,
    overall: seen.length === 0 ? undefined : posteriorOf(seen.map(outcomeOf), nowMs),
    proven: learned.filter(({ posterior }) => posterior.mean > HALF).toSorted((a, b) => b.posterior.interval[0] - a.posterior.interval[0] || b.patternId - a.patternId).slice(0, limit),
    failing: learned.filter(({ posterior }) => posterior.mean < HALF).toSorted((a, b) => a.posterior.interval[1] - b.posterior.interval[1] || b.patternId - a.patternId).slice(0, limit),
  };
}

/** @param own - newest first. */
function learnedOf(own: readonly AttemptView[], nowMs: number): LearnedPattern[] {
  const [latest] = own;
  if (!latest) return [];
  const agents = new Map<string, { attempts: number; passed: number }>();
  for (const { agentId, result } of own) {
    if (agentId === null) continue;
    const before = agents.get(agentId) ?? { attempts: 0, passed: 0 };
    agents.set(agentId, { attempts: before.attempts + 1, passed: before.passed + Number(result === 'pass') });
  }
  return [{
    patternId: latest.patternId,
    inputPrompt: latest.inputPrompt,
    posterior: posteriorOf(own.map(outcomeOf), nowMs),
    lastAttemptAtMs: latest.recordedAtMs,
    agents: [...agents].map(([agentId, counts]) => ({ agentId, ...counts })).toSorted((a, b) => b.attempts - a.attempts || (a.agentId < b.agentId ? -1 : 1)),
  }];
}

/** Only what passed worked, as in `get_code_patterns`. */
function outcomeOf({ recordedAtMs, result }: AttemptView): Outcome {
  return { atMs: recordedAtMs, worked: result === 'pass' };
}
