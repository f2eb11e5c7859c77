import fc from 'fast-check';
import { LtmcError } from '@ltmc/contracts';
import { describe, expect, it } from 'vitest';
import { toLoggable } from '../src/index.js';

describe('toLoggable', () => {
  it('turns any value into JSON without throwing', () => {
    fc.assert(fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true, withSparseArray: true, withNullPrototype: true }), (value) => {
      const json = JSON.stringify(toLoggable(value));
      expect(JSON.stringify(JSON.parse(json))).toBe(json);
    }));
  });

  it('leaves plain JSON as it is', () => {
    fc.assert(fc.property(fc.dictionary(fc.constantFrom('a', 'b', 'size', 'seq'), fc.oneof(fc.integer(), fc.boolean(), fc.constantFrom('x', 'y z'), fc.constant(null))), (value) => {
      expect(toLoggable(value)).toEqual({ ...value });
    }));
  });

  it('names what JSON has no word for', () => {
    expect(toLoggable({ big: 2n ** 64n, nan: Number.NaN, date: new Date(0), bad: new Date(Number.NaN), f: () => 1, s: Symbol('s'), v: new Float32Array(384), m: new Map([['a', 1]]), set: new Set([1]) })).toEqual({
      big: '18446744073709551616',
      nan: 'NaN',
      date: '1970-01-01T00:00:00.000Z',
      bad: '[invalid date]',
      f: '[function]',
      s: '[symbol]',
      v: '[Float32Array, 1536 bytes]',
      m: { a: 1 },
      set: [1],
    });
  });

  it('breaks cycles but shows what is merely shared', () => {
    const shared = { n: 1 };
    const cyclic: Record<string, unknown> = { one: shared, two: shared };
    cyclic['self'] = cyclic;
    expect(toLoggable(cyclic)).toEqual({ one: { n: 1 }, two: { n: 1 }, self: '[circular]' });
    const error = new Error('loop');
    error.cause = error;
    expect(toLoggable(error)).toMatchObject({ message: 'loop', cause: '[circular]' });
  });

  it('shows errors with code, details and the chain of causes', () => {
    const error = new LtmcError('LTMC_STORE_BUSY', 'busy', { retryable: true, details: { waitedMs: 10n }, cause: new AggregateError([new TypeError('deep')], 'many') });
    expect(toLoggable(error)).toEqual({
      name: 'LtmcError',
      message: 'busy',
      code: 'LTMC_STORE_BUSY',
      retryable: true,
      details: { waitedMs: '10' },
      stack: expect.stringContaining('to-loggable.test'),
      cause: expect.objectContaining({ name: 'AggregateError', message: 'many', errors: [expect.objectContaining({ name: 'TypeError', message: 'deep' })] }),
    });
  });

  it('keeps a key that is called __proto__', () => {
    expect(JSON.stringify(toLoggable(JSON.parse('{"__proto__": {"a": 1}}')))).toBe('{"__proto__":{"a":1}}');
  });

  it('survives getters and proxies that throw', () => {
    const hostile = { get broken(): string { throw new Error('no'); }, fine: 1 };
    expect(toLoggable(hostile)).toEqual({ broken: '[unreadable]', fine: 1 });
    const proxy = new Proxy({}, { ownKeys: () => { throw new Error('no'); } });
    expect(toLoggable({ proxy, fine: 1 })).toEqual({ proxy: '[unreadable]', fine: 1 });
  });

  it('limits length, breadth and depth, and says so', () => {
    expect(toLoggable('x'.repeat(10_000))).toBe(`${'x'.repeat(8192)}[1808 more characters]`);
    expect(toLoggable(Array.from({ length: 150 }, (_, n) => n))).toEqual([...Array.from({ length: 100 }, (_, n) => n), '[50 more]']);
    expect(toLoggable(Object.fromEntries(Array.from({ length: 150 }, (_, n) => [`k${n}`, n])))).toMatchObject({ k99: 99, '...': '[50 more]' });
    let deep: unknown = 'bottom';
    for (let level = 0; level < 20; level += 1) deep = { deep };
    expect(JSON.stringify(toLoggable(deep))).toBe(`${'{"deep":'.repeat(8)}"[object]"${'}'.repeat(8)}`);
  });
});
