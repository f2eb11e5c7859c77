import type { CallContext, Clock, Logger, RecordStore } from '@ltmc/contracts';
import { createAdaptation, type AdaptiveState } from './adaptive/adapt.js';
import type { AdaptiveSetting } from './adaptive/setting.js';
import { learnPatterns, type LearnedPatterns } from './patterns/learn-patterns.js';
import { createPerformanceMonitor, type ObservedCall, type ToolPerformance } from './performance/performance-monitor.js';
import { shareKnowledge, type KnowledgeSource, type SharedKnowledge } from './sharing/share-knowledge.js';

/** Options of {@link createLearning}. */
export interface LearningOptions {
  readonly record: Pick<RecordStore, 'code' | 'listResources' | 'getVersion'>;
  readonly source: KnowledgeSource;
  /** What may follow measurements. Default: nothing. */
  readonly settings?: readonly AdaptiveSetting[];
  /** How long an interval of monitoring and adapting is, milliseconds, 1 or more. Default 900,000 (15 minutes). */
  readonly intervalMs?: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What LTMC learns from its own use. */
export interface Learning extends AsyncDisposable {
  /** Told of every call of a tool, in no time and without failing. */
  note(call: ObservedCall): void;
  /** Ends the interval now: looks for what is out of the usual, and lets the settings follow. One after the other; never rejects. The timer does nothing else. */
  endInterval(): Promise<void>;
  performance(): readonly ToolPerformance[];
  adaptive(): readonly AdaptiveState[];
  /** @param limit - patterns of each list. */
  patterns(context: CallContext, limit: number): Promise<LearnedPatterns>;
  /** What others learned near the recent work of an agent. */
  sharing(context: CallContext, options: { readonly agentId: string; readonly limit: number }): Promise<SharedKnowledge>;
  /** Idempotent. Stops the timer and waits for the interval that is ending. Settings stay as they are. */
  close(): Promise<void>;
}

const INTERVAL_MS = 900_000;

/** Monitors and adapts in this process; what agents learned is told from the record. The timer keeps no process alive. */
export function createLearning({ record, source, settings = [], intervalMs = INTERVAL_MS, clock, logger }: LearningOptions): Learning {
  const monitor = createPerformanceMonitor();
  const adaptation = createAdaptation({ settings, clock, logger });
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;

  const end = async (): Promise<void> => {
    if (closed) return;
    for (const { tool, kind, value, usual } of monitor.endInterval(clock.nowMs())) logger.warn('a tool is out of its usual', { tool_name: tool, kind, value: rounded(value), usual: rounded(usual) });
    await adaptation.run();
  };
  const endInterval = async (): Promise<void> => {
    const done = last.then(end);
    last = done;
    await done;
  };
  const timer = setInterval(() => void endInterval(), intervalMs);
  timer.unref();

  const close = async (): Promise<void> => {
    closed = true;
    clearInterval(timer);
    await last;
  };
  return {
    note: monitor.note,
    endInterval,
    performance: monitor.report,
    adaptive: adaptation.report,
    patterns: (context, limit) => learnPatterns(record, context, { nowMs: clock.nowMs(), limit }),
    sharing: (context, options) => shareKnowledge({ record, source, clock }, context, options),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
