import type { CacheStore, Clock, JsonObject, Logger, RecordStore } from '@ltmc/contracts';
import type { Tool } from '../types.js';
import { answerKey } from './answer-key.js';
import { createAnswerStores } from './answer-stores.js';
import type { KeptAnswer } from './kept-answer.js';
import { watchRepeats, type AnswerRepeats } from './repeats.js';

/** For how long an answer is given again at most, milliseconds, unless it is set otherwise. */
const KEPT_MS = 300_000;

/** A tool's result, and whether it was kept from an earlier call. */
export interface CachedAnswer {
  readonly result: JsonObject;
  readonly cached: boolean;
}

export interface AnswerCall {
  readonly tool: Tool;
  /** Checked, with defaults filled in. */
  readonly args: JsonObject;
  readonly namespace: string;
}

/** Calls since the start of this process. */
export interface AnswerTally {
  readonly hits: number;
  readonly misses: number;
}

/**
 * Answers of read-only tools, given again as long as nothing they are made of has changed.
 *
 * No message tells of a change: the key holds the state of each kind of things that the tool reads, taken from the record before anything else, so that an
 * answer from before a write is not found after it, in whatever process. And an answer says until when it holds by itself: at most {@link AnswerCache.ttlMs},
 * and no longer than until something in the namespace begins or ceases to be valid.
 */
export interface AnswerCache {
  /** The kept answer, or the computed one. Rejects only with what `compute` rejects. */
  answer(call: AnswerCall, compute: () => Promise<JsonObject>): Promise<CachedAnswer>;
  /** Removes the bytes of all kept answers: what was purged must be nowhere. Never rejects. */
  clear(): Promise<void>;
  /** For how long an answer is given again at most, milliseconds. Five minutes at first. */
  readonly ttlMs: number;
  /** For answers that are kept from now on. */
  setTtl(ttlMs: number): void;
  repeats(): AnswerRepeats;
  /** By tool. */
  tallies(): ReadonlyMap<string, AnswerTally>;
  /** What is kept at hand, in the nearest store. */
  size(): Promise<{ readonly entries: number; readonly bytes: number }>;
}

export interface AnswerCacheOptions {
  readonly record: Pick<RecordStore, 'recordId' | 'kindStates' | 'nextValidityChange'>;
  /** The nearest first, e.g. memory, then Redis. It closes none. */
  readonly stores: readonly CacheStore[];
  readonly clock: Clock;
  /** `EmbeddingFingerprint.id` of this process. */
  readonly fingerprint: string;
  /** Of the program: another version may answer otherwise. */
  readonly version: string;
  /** How often the answers of a tool were invalidated by hand. Default: never. */
  readonly generation?: (namespace: string, tool: string) => Promise<number>;
  /** Whether the same call would be answered alike a moment later, if nothing were written; a degraded answer never counts. Default: it would. */
  readonly isFinal?: (result: JsonObject) => boolean;
  readonly logger: Logger;
}

export function createAnswerCache({ record, stores, clock, fingerprint, version, generation = neverInvalidated, isFinal = () => true, logger }: AnswerCacheOptions): AnswerCache {
  const kept = createAnswerStores(stores, logger);
  const tallies = new Map<string, AnswerTally>();
  const repeats = watchRepeats();
  let ttlMs = KEPT_MS;
  /** Entries on their way into a store. */
  const keeping = new Set<Promise<void>>();
  const count = ({ name }: Tool, what: keyof AnswerTally): void => {
    const tally = tallies.get(name) ?? { hits: 0, misses: 0 };
    tallies.set(name, { ...tally, [what]: tally[what] + 1 });
  };
  const keyOf = async ({ tool, args, namespace }: AnswerCall): Promise<string> => {
    const [states, invalidated] = await Promise.all([record.kindStates(namespace, tool.reads ?? []), generation(namespace, tool.name)]);
    return answerKey({ version, fingerprint, recordId: record.recordId, namespace, tool, args, states, generation: invalidated });
  };

  /** Where the record cannot be asked, the tool itself says why. */
  const passedOver = (cause: unknown): undefined => {
    logger.debug('the record could not be asked for its state', { cause });
  };
  /** Asked beside the computation: after a write meanwhile the answer is not kept at all. */
  const holdsUntil = async (namespace: string, fromMs: number): Promise<number> => Math.min(fromMs + ttlMs, (await record.nextValidityChange(namespace, fromMs)) ?? Infinity);

  /** Only what was computed in one state of the record: that state must be the same still. */
  const keep = async (call: AnswerCall, key: string, answer: KeptAnswer): Promise<void> => {
    if (key !== (await keyOf(call))) return;
    if (answer.untilMs - answer.fromMs === ttlMs) repeats.kept(key, answer.untilMs);
    await kept.keep(key, answer, clock.nowMs());
  };
  const keepInBackground = (call: AnswerCall, key: string, answer: KeptAnswer): void => {
    const done = keep(call, key, answer)
      .catch((cause: unknown) => logger.debug('an answer was not kept', { cause }))
      .finally(() => keeping.delete(done));
    keeping.add(done);
  };

  return {
    answer: async (call, compute) => {
      const fromMs = clock.nowMs();
      const key = await keyOf(call).catch(passedOver);
      const found = key === undefined ? undefined : await kept.find(key, clock.nowMs());
      if (found) {
        count(call.tool, 'hits');
        repeats.hit(fromMs - found.fromMs, ttlMs);
        return { result: found.result, cached: true };
      }
      count(call.tool, 'misses');
      if (key !== undefined) repeats.miss(key, fromMs);
      const [result, untilMs] = await Promise.all([compute(), holdsUntil(call.namespace, fromMs).catch(passedOver)]);
      if (key !== undefined && untilMs !== undefined && !('degraded' in result) && isFinal(result)) keepInBackground(call, key, { fromMs, untilMs, result });
      return { result, cached: false };
    },
    clear: async () => {
      await Promise.all(keeping);
      await kept.clear();
    },
    get ttlMs() { return ttlMs; },
    setTtl: (wanted) => { ttlMs = wanted; },
    repeats: repeats.counts,
    tallies: () => tallies,
    size: kept.size,
  };
}

const neverInvalidated = async (): Promise<number> => 0;
