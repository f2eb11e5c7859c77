import fc from 'fast-check';
import type { CacheNamespace, JsonValue } from '@ltmc/contracts';

/** The time to live of every entry in the model. */
export const TTL_MS = 10;
const KEYS = ['a', 'b', '__proto__'];

/** Something done to a cache. */
export interface Step {
  readonly kind: 'set' | 'increment' | 'delete' | 'compareAndSet' | 'bump' | 'pass';
  readonly key: string;
  readonly number: number;
}

/** @param options - `withTime`: whether time passes between steps. */
export function steps({ withTime }: { readonly withTime: boolean }): fc.Arbitrary<Step[]> {
  const kinds: readonly Step['kind'][] = ['set', 'set', 'increment', 'delete', 'compareAndSet', 'bump', ...(withTime ? ['pass' as const] : [])];
  return fc.array(fc.record({ kind: fc.constantFrom(...kinds), key: fc.constantFrom(...KEYS), number: fc.integer({ min: -3, max: 3 }) }), { maxLength: 50 });
}

/** What each step gives, and what can be read after it. */
export async function outcomes(cache: CacheNamespace<JsonValue>, done: readonly Step[], pass: (ms: number) => Promise<void>): Promise<unknown[]> {
  const given: unknown[] = [];
  for (const { kind, key, number } of done) {
    const take: Record<Step['kind'], () => Promise<unknown>> = {
      set: () => cache.set(key, number),
      increment: () => cache.increment(key, number),
      delete: () => cache.delete(key),
      compareAndSet: () => cache.compareAndSet(key, number, 9),
      bump: () => cache.bump(),
      pass: () => pass(Math.abs(number) * 3),
    };
    given.push([await take[kind](), await cache.getMany(KEYS)]);
  }
  return given;
}

/** The same of the shortest cache there can be. */
export function modelOutcomes(done: readonly Step[]): unknown[] {
  const entries = new Map<string, { readonly value: number; readonly untilMs: number }>();
  let [nowMs, version] = [0, 0];
  const read = (key: string): number | undefined => {
    const entry = entries.get(key);
    return entry && nowMs < entry.untilMs ? entry.value : undefined;
  };
  const put = (key: string, value: number, untilMs = nowMs + TTL_MS): void => { entries.set(key, { value, untilMs }); };
  return done.map(({ kind, key, number }) => {
    const before = read(key);
    const take: Record<Step['kind'], () => unknown> = {
      set: () => put(key, number),
      increment: () => {
        put(key, (before ?? 0) + number, before === undefined ? undefined : entries.get(key)?.untilMs);
        return read(key);
      },
      delete: () => {
        entries.delete(key);
        return before !== undefined;
      },
      compareAndSet: () => {
        if (before === number) put(key, 9);
        return before === number;
      },
      bump: () => {
        entries.clear();
        return (version += 1);
      },
      pass: () => { nowMs += Math.abs(number) * 3; },
    };
    return [take[kind](), KEYS.map(read)];
  });
}
