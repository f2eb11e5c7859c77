/** How answers were asked for again, since the start of this process. */
export interface AnswerRepeats {
  /** Given again from what was kept. */
  readonly hits: number;
  /** Of these, answers that had been kept for more than half the longest time. */
  readonly lateHits: number;
  /** Asked for again after the longest time, with nothing changed that they are made of. */
  readonly tooLate: number;
}

/** Answers whose key is remembered beyond their time; the oldest are forgotten first. */
const REMEMBERED = 2000;

/** Tells whether keeping answers longer would pay. */
export interface RepeatWatch {
  hit(keptMs: number, ttlMs: number): void;
  /** An answer was not there. */
  miss(key: string, nowMs: number): void;
  /** An answer is kept until that moment for no other reason than that it may not be kept longer. */
  kept(key: string, untilMs: number): void;
  counts(): AnswerRepeats;
}

/** @param remembered - most keys. */
export function watchRepeats(remembered = REMEMBERED): RepeatWatch {
  const ends = new Map<string, number>();
  const counts = { hits: 0, lateHits: 0, tooLate: 0 };
  return {
    hit: (keptMs, ttlMs) => {
      counts.hits += 1;
      if (keptMs > ttlMs / 2) counts.lateHits += 1;
    },
    miss: (key, nowMs) => {
      if (nowMs >= (ends.get(key) ?? Infinity)) counts.tooLate += 1;
      ends.delete(key);
    },
    kept: (key, untilMs) => {
      ends.delete(key);
      ends.set(key, untilMs);
      for (const oldest of ends.keys()) {
        if (ends.size <= remembered) break;
        ends.delete(oldest);
      }
    },
    counts: () => ({ ...counts }),
  };
}
