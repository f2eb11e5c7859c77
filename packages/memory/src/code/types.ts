import type { AttemptResult, CallContext, CodeOrigin, PatternView } from '@ltmc/contracts';
import type { AnswerFormat, IdempotencyRequest, Replayed, WaitMode } from '../types.js';
import type { AttemptAnalysis } from './analyse-attempts.js';
import type { SuccessRate } from './success-rate.js';

/** Where code belongs, as far as the caller tells. */
export type CodeOriginInput = Partial<{ readonly [Field in keyof CodeOrigin]: string }>;

export interface LogAttemptInput extends CodeOriginInput {
  readonly inputPrompt: string;
  readonly generatedCode: string;
  readonly result: AttemptResult;
  readonly executionTimeMs?: number;
  readonly errorMessage?: string;
  readonly tags?: readonly string[];
  /** Default `auto`. */
  readonly wait?: WaitMode;
  readonly idempotency?: IdempotencyRequest;
}

export interface LogAttemptResult {
  readonly patternId: number;
  readonly fingerprint: string;
  readonly inputPrompt: string;
  readonly result: AttemptResult;
  readonly tags: readonly string[];
  readonly loggedAtMs: number;
  /** Of the pattern, this one included. */
  readonly attempts: number;
  readonly degraded?: readonly string[];
}

export interface FindPatternsInput extends CodeOriginInput {
  readonly query: string;
  /** 1 to 20, default 5. */
  readonly limit?: number;
  /** Only patterns with such an attempt. Default: those that worked, at least in part. */
  readonly result?: AttemptResult;
}

export interface FoundPattern extends PatternView {
  /** Cosine of the query and the nearest of the pattern's texts; null where none has an embedding yet. */
  readonly similarity: number | null;
  /** How well it fits the query, 0 to 1, and how sure it is to work; see {@link CodeService.find}. */
  readonly score: number;
  readonly success: SuccessRate;
}

export interface FoundPatterns {
  readonly patterns: readonly FoundPattern[];
  /** What was tried for the like and never worked, the nearest first. */
  readonly warnings: readonly FoundPattern[];
  /** Passed attempts per attempt of all the patterns found; null without any. */
  readonly averageSuccessRate: number | null;
  readonly degraded?: readonly string[];
}

export interface AnalysePatternsInput extends Omit<CodeOriginInput, 'language'> {
  /** Only patterns near it. Default: all. */
  readonly query?: string;
  /** Patterns that a query selects, and entries of each list; 1 to 100, default 10. */
  readonly limit?: number;
  /** Default 30. */
  readonly timeRangeDays?: number;
}

export interface AnalysedPatterns extends AttemptAnalysis {
  readonly atMs: number;
  readonly degraded?: readonly string[];
}

/** What was tried in code, and what came of it. */
export interface CodeService {
  /** Durable, and searchable by words, once this resolves. @throws LtmcError `LTMC_INVALID_INPUT`, `LTMC_CONTENT_TOO_LARGE`, `LTMC_IDEMPOTENCY_CONFLICT` */
  log(context: CallContext, input: LogAttemptInput, format?: AnswerFormat<LogAttemptResult>): Promise<LogAttemptResult | Replayed>;
  /**
   * Patterns found by the prompts they answered and by their code. Filters apply before ranking. Ordered by relevance, of which a twentieth is how surely the
   * pattern works (the lower end of its interval): of several answers to the same prompt the best proven one comes first.
   */
  find(context: CallContext, input: FindPatternsInput): Promise<FoundPatterns>;
  /** Of the newest 10,000 attempts at most. */
  analyse(context: CallContext, input: AnalysePatternsInput): Promise<AnalysedPatterns>;
}
