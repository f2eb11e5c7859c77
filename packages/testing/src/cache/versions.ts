import { expect, it } from 'vitest';
import { gate, sortedKeys, using, type OpenCacheStores } from './fixture.js';

export function versionsContract(open: OpenCacheStores): void {
  it('makes every entry from before unreachable, for all users at once', () => using(open, async (first, second) => {
    const [one, other] = [first.json('notes'), second.json('notes')];
    await one.set('a', 1);
    await other.set('b', 2);
    expect(await one.version()).toBe(0);
    expect(await one.bump()).toBe(1);
    expect(await other.getMany(['a', 'b'])).toEqual([undefined, undefined]);
    expect(await one.get('a')).toBeUndefined();
    expect(await sortedKeys(other.keys())).toEqual([]);
    expect(await other.delete('a')).toBe(false);
    expect(await other.version()).toBe(1);
  }));

  it('leaves other namespaces alone', () => using(open, async (first) => {
    await first.json('notes').set('a', 1);
    await first.json('note').set('a', 2);
    await first.json('notes').bump();
    expect(await first.json('note').get('a')).toBe(2);
    expect(await first.json('note').version()).toBe(0);
  }));

  it('works on under the new version, also for those who have not heard of it', () => using(open, async (first, second) => {
    const [one, other] = [first.json('notes'), second.json('notes')];
    await one.set('a', 1);
    await other.get('a');
    await one.bump();
    await other.set('b', 2);
    expect(await one.get('b')).toBe(2);
    await one.bump();
    expect(await other.increment('n')).toBe(1);
    await one.bump();
    expect(await other.compareAndSet('c', undefined, 3)).toBe(true);
    expect(await one.getMany(['a', 'b', 'n', 'c'])).toEqual([undefined, undefined, undefined, 3]);
    await one.bump();
    expect(await other.delete('c')).toBe(false);
    expect(await sortedKeys(other.keys())).toEqual([]);
  }));

  it('counts every bump of many at once', () => using(open, async (first, second) => {
    const bumps = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? first : second).json('notes').bump());
    expect((await Promise.all(bumps)).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  }));

  it('keeps a computation begun before out of the new version', () => using(open, async (first, second) => {
    const { passed, open: finish } = gate();
    const begun = gate();
    const before = first.json('notes').getOrCompute('a', async () => {
      begun.open();
      await passed;
      return { value: 'from before' };
    });
    await begun.passed;
    await second.json('notes').bump();
    const after = await first.json('notes').getOrCompute('a', async () => ({ value: 'from after' }));
    finish();
    expect(await before).toBe('from before');
    expect(after).toBe('from after');
    expect(await second.json('notes').get('a')).toBe('from after');
  }));
}
