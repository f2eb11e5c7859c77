import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressBlock } from '../src/limits/address-block.js';
import { createTokenBuckets } from '../src/limits/token-buckets.js';

const limit = (count: number, perMs = 60_000, name = 'a') => ({ name, count, perMs });

describe('token buckets', () => {
  it('begin full, and fill evenly', () => {
    const clock = { nowMs: () => nowMs };
    let nowMs = 5_000;
    const buckets = createTokenBuckets(clock, 10);
    const take = () => buckets.take([{ limit: limit(2), owner: 'ann' }]);
    expect([take(), take()]).toEqual([undefined, undefined]);
    expect(take()).toEqual({ limit: limit(2), waitMs: 30_000 });
    nowMs += 29_999;
    expect(take()?.waitMs).toBeCloseTo(1);
    nowMs += 1;
    expect(take()).toBeUndefined();
    nowMs += 10_000_000;
    expect([take(), take(), take()?.waitMs]).toEqual([undefined, undefined, 30_000]);
  });

  it('take from all that are asked, or from none', () => {
    const buckets = createTokenBuckets({ nowMs: () => 0 }, 10);
    const [few, many] = [{ limit: limit(1, 1_000, 'few'), owner: 'ann' }, { limit: limit(2, 1_000, 'many'), owner: 'ann' }];
    expect(buckets.take([few, many])).toBeUndefined();
    expect(buckets.take([few, many])?.limit.name).toBe('few');
    expect(buckets.take([many])).toBeUndefined();
    expect(buckets.take([many])?.limit.name).toBe('many');
    expect(buckets.take([few, { ...many, owner: 'ben' }])).toBeDefined();
  });

  it('say that more than they hold never comes', () => {
    const buckets = createTokenBuckets({ nowMs: () => 0 }, 10);
    expect(buckets.take([{ limit: limit(3), owner: 'ann', tokens: 4 }])?.waitMs).toBe(Infinity);
    expect(buckets.take([{ limit: limit(3), owner: 'ann', tokens: 3 }])).toBeUndefined();
  });

  it('forget who was not there for the longest, so that they take no memory without end', () => {
    const buckets = createTokenBuckets({ nowMs: () => 0 }, 2);
    const take = (owner: string) => buckets.take([{ limit: limit(1), owner }]) === undefined;
    expect(['a', 'b', 'b', 'a', 'c', 'a', 'b'].map(take)).toEqual([true, true, false, false, true, false, true]);
  });

  it('never let more through than a full bucket and what has run in since, and never keep somebody waiting longer than they say', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 5_000 }), fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 60 }), (count, perMs, pauses) => {
      let nowMs = 0;
      const buckets = createTokenBuckets({ nowMs: () => nowMs }, 10);
      const ask = () => buckets.take([{ limit: limit(count, perMs), owner: 'ann' }]);
      let passed = 0;
      for (const pauseMs of pauses) {
        nowMs += pauseMs;
        const waitMs = ask()?.waitMs;
        nowMs += waitMs === undefined ? 0 : waitMs + 0.001;
        expect(waitMs === undefined ? undefined : ask()).toBeUndefined();
        passed += 1;
        expect(passed).toBeLessThanOrEqual(count + (nowMs * count) / perMs + 0.001);
      }
    }));
  });
});

describe('an address', () => {
  it.each([
    ['10.1.2.3', '10.1.2.3'], ['::ffff:10.1.2.3', '10.1.2.3'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'], ['2001:db8:1:2::9', '2001:db8:1:2::/64'], ['2001:DB8:0001:2::', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'], ['2001:db8::1', '2001:db8:0:0::/64'], ['fe80::1%eth0', 'fe80:0:0:0::/64'], ['x'.repeat(100), 'x'.repeat(64)], ['', ''],
  ])('%s counts as %s', (address, block) => {
    expect(addressBlock(address)).toBe(block);
  });
});
