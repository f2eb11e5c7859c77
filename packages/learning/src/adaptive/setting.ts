/** What was measured of a setting in an interval: named numbers, e.g. `{ recall: 0.93, queries: 32 }`. */
export type Signal = Readonly<Record<string, number>>;

/** What to make of a setting, and why, in a few words. */
export interface Decision {
  readonly value: number;
  readonly reason: string;
}

/** What was measured, and what is to be made of the setting: nothing where there is no decision. */
export interface Judgement {
  readonly signal: Signal;
  readonly decision: Decision | undefined;
}

/** A setting of some part that may follow what is measured, within fixed bounds. */
export interface AdaptiveSetting {
  /** e.g. `ef_search` */
  readonly name: string;
  /** Both included. */
  readonly bounds: readonly [least: number, most: number];
  readonly value: number;
  /** Looks at what happened since it was asked last; undefined where that tells nothing. */
  judge(): Promise<Judgement | undefined>;
  apply(value: number): Promise<void>;
}

/** A change that was made. */
export interface AdaptiveChange {
  readonly name: string;
  /** Unix epoch milliseconds. */
  readonly atMs: number;
  readonly signal: Signal;
  readonly reason: string;
  readonly before: number;
  readonly after: number;
}
