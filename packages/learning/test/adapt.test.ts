import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideCacheBytes, decideCacheTtl, decideEfSearch, decideEmbedWorkers, type AdaptiveSetting, type Judgement } from '../src/index.js';
import { createAdaptation } from '../src/adaptive/adapt.js';

function logged() {
  const lines: [string, unknown][] = [];
  const keep = (message: string, fields?: unknown): void => void lines.push([message, fields]);
  return { lines, logger: { debug: keep, info: keep, warn: keep, error: keep } };
}

/** A setting of the test, judged by what the test says. */
function setting(judgements: (Judgement | undefined | Error)[], bounds: readonly [number, number] = [1, 100]) {
  const state = { value: 10 };
  const made: AdaptiveSetting = {
    name: 'size', bounds,
    get value() { return state.value; },
    judge: async () => {
      const next = judgements.shift();
      if (next instanceof Error) throw next;
      return next;
    },
    apply: async (value) => { state.value = value; },
  };
  return { state, made };
}

const clock = { nowMs: () => 5000 };
const signal = { misses: 3 };

describe('adaptation', () => {
  it('follows a decision, and keeps and logs the signal, the reason, before and after', async () => {
    const { made, state } = setting([{ signal, decision: { value: 20, reason: 'more is needed' } }, { signal, decision: undefined }, undefined]);
    const { lines, logger } = logged();
    const adaptation = createAdaptation({ settings: [made], clock, logger });
    expect(adaptation.report()).toEqual([{ name: 'size', value: 10, bounds: [1, 100], changes: [] }]);
    const change = { name: 'size', atMs: 5000, signal, reason: 'more is needed', before: 10, after: 20 };
    expect(await adaptation.run()).toEqual([change]);
    expect(lines).toEqual([['a setting follows what was measured', { setting: 'size', signal, decision: 'more is needed', before: 10, after: 20 }]]);
    expect([await adaptation.run(), await adaptation.run(), state.value]).toEqual([[], [], 20]);
    expect(adaptation.report()).toEqual([{ name: 'size', value: 20, bounds: [1, 100], changes: [change] }]);
  });

  it('never leaves the bounds, and says nothing where that leaves all as it is', async () => {
    const far = { signal, decision: { value: 1000, reason: 'much more' } };
    const { made, state } = setting([far, far, { signal, decision: { value: -5, reason: 'less' } }], [5, 40]);
    const adaptation = createAdaptation({ settings: [made], clock, logger: logged().logger });
    expect((await adaptation.run()).map(({ after }) => after)).toEqual([40]);
    expect(await adaptation.run()).toEqual([]);
    expect((await adaptation.run()).map(({ after }) => after)).toEqual([5]);
    expect(state.value).toBe(5);
    expect(adaptation.report()[0]?.changes.map(({ after }) => after)).toEqual([5, 40]);
  });

  it('leaves what cannot be asked as it is, and goes on with the others', async () => {
    const broken = setting([new Error('away')]);
    const other = setting([{ signal, decision: { value: 11, reason: 'a little more' } }]);
    const { lines, logger } = logged();
    expect(await createAdaptation({ settings: [broken.made, other.made], clock, logger }).run()).toMatchObject([{ after: 11 }]);
    expect(broken.state.value).toBe(10);
    expect(lines[0]).toMatchObject(['a setting could not be measured or changed and stays as it is', { setting: 'size' }]);
  });
});

describe('rules', () => {
  it('look at more candidates where the graph misses much and is worth it, at fewer where it misses nothing', () => {
    const measured = { wanted: 800, found: 700, graphMs: 1, exactMs: 10 };
    expect(decideEfSearch(measured, 200)).toMatchObject({ value: 300 });
    expect(decideEfSearch({ ...measured, graphMs: 12 }, 200)).toBeUndefined();
    expect(decideEfSearch({ ...measured, found: 790 }, 200)).toBeUndefined();
    expect(decideEfSearch({ ...measured, found: 800 }, 200)).toMatchObject({ value: 160 });
    expect(decideEfSearch({ ...measured, wanted: 10, found: 1 }, 200)).toBeUndefined();
  });

  it('give kept answers more room where useful ones had to go, less where it is empty', () => {
    const seen = { hits: 50, misses: 50, evictions: 5, bytes: 900 };
    expect(decideCacheBytes(seen, 1000)).toMatchObject({ value: 2000 });
    expect(decideCacheBytes({ ...seen, hits: 1, misses: 99 }, 1000)).toBeUndefined();
    expect(decideCacheBytes({ ...seen, evictions: 0 }, 1000)).toBeUndefined();
    expect(decideCacheBytes({ ...seen, evictions: 0, bytes: 100 }, 1000)).toMatchObject({ value: 500 });
    expect(decideCacheBytes({ ...seen, hits: 1, misses: 1 }, 1000)).toBeUndefined();
  });

  it('keep answers longer where they are asked for too late, shorter where never late', () => {
    expect(decideCacheTtl({ hits: 30, lateHits: 2, tooLate: 10 }, 1000)).toMatchObject({ value: 2000 });
    expect(decideCacheTtl({ hits: 30, lateHits: 2, tooLate: 1 }, 1000)).toBeUndefined();
    expect(decideCacheTtl({ hits: 30, lateHits: 0, tooLate: 0 }, 1000)).toMatchObject({ value: 500 });
    expect(decideCacheTtl({ hits: 3, lateHits: 0, tooLate: 5 }, 1000)).toBeUndefined();
  });

  it('embed on fewer threads where that slows queries much, on more where hardly', () => {
    const seen = { alone: 30, aloneMs: 5, beside: 30, besideMs: 25 };
    expect(decideEmbedWorkers(seen, 2)).toMatchObject({ value: 1 });
    expect(decideEmbedWorkers({ ...seen, besideMs: 6 }, 1)).toMatchObject({ value: 2 });
    expect(decideEmbedWorkers({ ...seen, besideMs: 10 }, 2)).toBeUndefined();
    expect(decideEmbedWorkers({ ...seen, alone: 3 }, 2)).toBeUndefined();
    // What was given up for queries comes back when there are none: the upper bound is what the embedder began with.
    expect(decideEmbedWorkers({ ...seen, beside: 3 }, 1)).toMatchObject({ value: 2 });
  });

  it('come to rest: what came too late is a late hit with twice the time, which changes nothing back', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 400 }), fc.integer({ min: 1, max: 400 }), (hits, late, tooLate) => {
      const longer = decideCacheTtl({ hits, lateHits: Math.min(hits, late), tooLate }, 1000)?.value ?? 1000;
      expect(longer).toBeGreaterThanOrEqual(1000);
      expect(decideCacheTtl({ hits: hits + tooLate, lateHits: Math.min(hits, late) + tooLate, tooLate: 0 }, longer)).toBeUndefined();
    }));
  });
});
