import { describe, expect, it } from 'vitest';
import { LtmcError, StoreClosedError } from '../src/index.js';

describe('LtmcError', () => {
  it('carries what it is given, and is not retryable unless told so', () => {
    const cause = new Error('disk');
    const error = new LtmcError('LTMC_STORE_FULL', 'full', { cause, retryable: true, details: { free: 0 } });
    expect(error).toMatchObject({ name: 'LtmcError', code: 'LTMC_STORE_FULL', message: 'full', cause, retryable: true, details: { free: 0 } });
    expect(new LtmcError('LTMC_INTERNAL', 'x')).toMatchObject({ retryable: false, details: {} });
    expect('cause' in new LtmcError('LTMC_INTERNAL', 'x')).toBe(false);
  });

  it('is recognised when it comes from another installed copy of this package', async () => {
    const other: { LtmcError: typeof LtmcError; StoreClosedError: typeof StoreClosedError } = await import(`${new URL('../dist/errors.js', import.meta.url).href}?copy`);
    const foreign = new other.StoreClosedError('temporal/sqlite');
    expect(foreign).not.toBeInstanceOf(LtmcError);
    expect(LtmcError.is(foreign)).toBe(true);
    expect(other.LtmcError.is(new LtmcError('LTMC_INTERNAL', 'x'))).toBe(true);
  });

  it.each([new Error('plain'), new TypeError('x'), { code: 'LTMC_INTERNAL', message: 'looks like one' }, 'LTMC_INTERNAL', null, undefined])(
    'is not seen in %o',
    (value) => { expect(LtmcError.is(value)).toBe(false); },
  );

  it('shows nothing of its brand in JSON or in its keys', () => {
    expect(Object.keys(new LtmcError('LTMC_INTERNAL', 'x')).toSorted()).toEqual(['code', 'details', 'name', 'retryable']);
  });
});

describe('StoreClosedError', () => {
  it('names the store and says what to do', () => {
    const error = new StoreClosedError('vector/hnsw');
    expect(error).toMatchObject({ name: 'StoreClosedError', code: 'LTMC_STORE_CLOSED', details: { store: 'vector/hnsw' } });
    expect(error.message).toMatch(/^vector\/hnsw is closed; open it again/u);
  });
});
