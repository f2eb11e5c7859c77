import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fence, IdempotencyClaim } from '@ltmc/contracts';
import { fence, LOCK, prepare, WRITES } from './fences-fixture.js';
import { NAMESPACE, store, version, type OpenRecord } from './fixture.js';

const STALE = { code: 'LTMC_FENCE_STALE' };

function claim(key = 'k'): IdempotencyClaim<unknown> {
  return { tool: 't', key, bodyHash: 'body', answer: () => 'the first answer' };
}

/** Writes under a fence: a lower token than the highest seen is refused where the write lands. */
export function fenceContract(open: OpenRecord): void {
  describe.each(Object.entries(WRITES))('%s', (_name, write) => {
    it('is refused with a stale token and leaves no trace; an equal token passes, a higher one is the highest then', async () => {
      await using record = await open();
      const scene = await prepare(record);
      await record.fences.raise(NAMESPACE, fence(5));
      const seq = await record.lastSeq();
      await expect(write(record.fenced(fence(4)), scene)).rejects.toMatchObject({ ...STALE, details: { resource_id: LOCK, token: 4, highest: 5 } });
      expect([await record.lastSeq(), await record.fences.highest(NAMESPACE, LOCK)]).toEqual([seq, 5]);
      expect(await write(record.fenced(fence(5)), scene)).toMatchObject({ kind: 'written' });
      expect(await record.lastSeq()).toBeGreaterThan(seq);
      expect(await record.fences.highest(NAMESPACE, LOCK)).toBe(5);
    });

    it('raises the highest, also when it is all there is to do', async () => {
      await using record = await open();
      const scene = await prepare(record);
      await write(record.fenced(fence(7)), scene);
      expect(await record.fences.highest(NAMESPACE, LOCK)).toBe(7);
      // What finds nothing to do a second time is under the fence all the same.
      await write(record.fenced(fence(9)), scene);
      expect(await record.fences.highest(NAMESPACE, LOCK)).toBe(9);
      await expect(write(record.fenced(fence(8)), scene)).rejects.toMatchObject(STALE);
    });

    it('gives its first answer again whatever the fence; a refused one leaves the key unused', async () => {
      await using record = await open();
      const scene = await prepare(record);
      await record.fences.raise(NAMESPACE, fence(5));
      await expect(write(record.fenced(fence(4)), scene, claim())).rejects.toMatchObject(STALE);
      expect(await record.keptAnswer(NAMESPACE, claim(), 3000)).toBeUndefined();
      expect(await write(record.fenced(fence(6)), scene, claim())).toMatchObject({ kind: 'written' });
      expect(await write(record.fenced(fence(1)), scene, claim())).toEqual({ kind: 'replayed', answer: 'the first answer' });
      expect(await record.keptAnswer(NAMESPACE, claim(), 3000)).toBe('the first answer');
      expect(await record.fences.highest(NAMESPACE, LOCK)).toBe(6);
    });
  });

  it('tells which lock, which token, and what to do', async () => {
    await using record = await open();
    await record.fences.raise(NAMESPACE, fence(5));
    await expect(store(record, version('a.md', 'one')).then(() => record.fenced(fence(4)).storeVersion(version('a.md', 'two')))).rejects.toThrow(/"memory:a\.md".*token 4.*seen 5.*acquire the lock anew/u);
  });

  it('holds for one namespace and one name', async () => {
    await using record = await open();
    await record.fences.raise(NAMESPACE, fence(5));
    expect(await record.fenced(fence(1, 'memory:b.md')).storeVersion(version('a.md', 'one'))).toMatchObject({ kind: 'written' });
    expect(await record.fenced(fence(1)).storeVersion(version('a.md', 'one', { namespace: 'other' }))).toMatchObject({ kind: 'written' });
    expect([await record.fences.highest(NAMESPACE, LOCK), await record.fences.highest('other', LOCK), await record.fences.highest(NAMESPACE, 'unknown')]).toEqual([5, 1, 0]);
  });

  it('lets writes without a fence pass', async () => {
    await using record = await open();
    await record.fences.raise(NAMESPACE, fence(5));
    expect(await record.storeVersion(version('a.md', 'one'))).toMatchObject({ kind: 'written' });
  });

  it('refuses a dry run as it would the real one, and raises nothing for it', async () => {
    await using record = await open();
    await prepare(record);
    await record.fences.raise(NAMESPACE, fence(5));
    const dry = { dryRun: true, atMs: 2000 };
    await expect(record.fenced(fence(4)).forget(NAMESPACE, { fileName: 'a.md' }, dry)).rejects.toMatchObject(STALE);
    await expect(record.fenced(fence(4)).chats.forget(NAMESPACE, 'talk', dry)).rejects.toMatchObject(STALE);
    expect(await record.fenced(fence(6)).forget(NAMESPACE, { fileName: 'a.md' }, dry)).toMatchObject({ kind: 'written', result: { resources: 1 } });
    expect(await record.fences.highest(NAMESPACE, LOCK)).toBe(5);
  });

  it('lets a stale write among many fail alone', async () => {
    await using record = await open();
    await record.fences.raise(NAMESPACE, fence(10));
    const tokens = [10, 3, 11, 10, 11, 12, 1];
    const outcomes = await Promise.allSettled(tokens.map((token, index) => record.fenced(fence(token)).storeVersion(version(`${index}.md`, 'text'))));
    expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual([true, false, true, false, true, true, false]);
    expect((await record.stats(NAMESPACE)).resources).toBe(4);
  });

  it('never falls: not by a lower grant, not by purging what it was for', async () => {
    await using record = await open();
    await prepare(record);
    expect(await record.fences.raise(NAMESPACE, fence(5))).toBe(0);
    expect(await record.fences.raise(NAMESPACE, fence(3))).toBe(5);
    await record.forget(NAMESPACE, { fileName: 'a.md' }, { purge: true, atMs: 2000 });
    expect(await record.fences.highest(NAMESPACE, LOCK)).toBe(5);
    expect(await record.fences.raise(NAMESPACE, fence(Number.MAX_SAFE_INTEGER))).toBe(5);
  });

  it('tells of several grants with one number which was the first', async () => {
    await using record = await open();
    await record.fences.raise(NAMESPACE, fence(4));
    const before = await Promise.all([1, 2, 3].map(() => record.fences.raise(NAMESPACE, fence(5))));
    expect(before.toSorted((a, b) => a - b)).toEqual([4, 5, 5]);
  });

  it.each<[string, Fence]>([
    ['zero', fence(0)], ['a negative token', fence(-1)], ['a fraction', fence(1.5)], ['no number', fence(Number.NaN)], ['more than a safe integer', fence(2 ** 53)],
    ['no name', fence(1, '')], ['a name of 1,025 bytes', fence(1, 'ü'.repeat(512) + 'x')],
  ])('refuses %s', async (_what, odd) => {
    await using record = await open();
    expect(() => record.fenced(odd)).toThrow(expect.objectContaining({ code: 'LTMC_INVALID_INPUT' }));
    await expect(record.fences.raise(NAMESPACE, odd)).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
  });

  it('takes a name of 1,024 bytes, and refuses half a surrogate pair', async () => {
    await using record = await open();
    expect(await record.fences.raise(NAMESPACE, fence(1, 'ü'.repeat(512)))).toBe(0);
    await expect(record.fences.raise(NAMESPACE, fence(1, 'x\uD800'))).rejects.toMatchObject({ code: 'LTMC_CONTENT_INVALID' });
  });

  it('takes the lock of a document in whatever form its name is written', async () => {
    await using record = await open();
    await record.fences.raise(NAMESPACE, fence(5, 'memory:cafe\u0301'));
    expect([await record.fences.highest(NAMESPACE, 'memory:caf\u00e9'), await record.fences.highest(NAMESPACE, 'memory:cafe\u0301')]).toEqual([5, 5]);
    for (const name of ['memory:caf\u00e9', 'memory:cafe\u0301']) await expect(record.fenced(fence(4, name)).storeVersion(version('a.md', 'one'))).rejects.toMatchObject(STALE);
    await record.fences.raise(NAMESPACE, fence(5, 'cafe\u0301'));
    expect(await record.fences.highest(NAMESPACE, 'caf\u00e9')).toBe(0);
  });

  it('knows the name of a memory by its id, also of a forgotten one', async () => {
    await using record = await open();
    const { resourceIds: [one] } = await prepare(record);
    const names = [await record.fileName(NAMESPACE, one), await record.fileName(NAMESPACE, one + 2), await record.fileName('other', one), await record.fileName(NAMESPACE, 999)];
    expect(names).toEqual(['a.md', 'gone.md', undefined, undefined]);
  });

  it('accepts tokens of a name in an order that never falls, however grants and writes meet', async () => {
    await using record = await open();
    let round = 0;
    const step = fc.record({ name: fc.constantFrom('p', 'q'), token: fc.integer({ min: 1, max: 12 }), grant: fc.boolean() });
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
      round += 1;
      const accepted = new Map<string, number[]>();
      await Promise.all(steps.map(async ({ name, token, grant }, index) => {
        const held = fence(token, `${name}${round}`);
        if (grant) return record.fences.raise(NAMESPACE, held);
        const outcome = await record.fenced(held).todos.complete(NAMESPACE, index + 1, 1000).then(() => true, (error: unknown) => {
          expect(error).toMatchObject(STALE);
          return false;
        });
        if (outcome) accepted.set(held.name, [...(accepted.get(held.name) ?? []), token]);
        return undefined;
      }));
      for (const [name, tokens] of accepted) {
        expect(tokens).toEqual(tokens.toSorted((a, b) => a - b));
        expect(await record.fences.highest(NAMESPACE, name)).toBeGreaterThanOrEqual(tokens.at(-1) ?? 0);
      }
      for (const name of ['p', 'q']) {
        const granted = steps.filter((one) => one.name === name && one.grant).map(({ token }) => token);
        const highest = await record.fences.highest(NAMESPACE, `${name}${round}`);
        expect(highest).toBe(Math.max(0, ...granted, ...(accepted.get(`${name}${round}`) ?? [])));
      }
    }), { numRuns: 40 });
  });
}
