import { expect, it } from 'vitest';
import type { ForgetCounts, IdempotencyClaim, StoredVersion } from '@ltmc/contracts';
import { NAMESPACE, store, version, type OpenRecord } from './fixture.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const REF = { fileName: 'a.md' };

function claim(fields: Partial<IdempotencyClaim<StoredVersion>> = {}): IdempotencyClaim<StoredVersion> {
  return { tool: 'store_memory', key: 'k1', bodyHash: 'body', answer: (result) => `version ${result.version}`, ...fields };
}

function forgetClaim(tool = 'forget_memory'): IdempotencyClaim<ForgetCounts> {
  return { tool, key: 'k2', bodyHash: 'body', answer: ({ chunks }) => `forgot ${chunks}` };
}

/** The same call twice is one write. */
export function idempotencyContract(open: OpenRecord): void {
  it('gives the first answer again and writes nothing', async () => {
    await using record = await open();
    expect(await record.storeVersion(version('a.md', 'one'), claim())).toMatchObject({ kind: 'written', result: { version: 1 } });
    const seq = await record.lastSeq();
    expect(await record.storeVersion(version('a.md', 'one, but later'), claim())).toEqual({ kind: 'replayed', answer: 'version 1' });
    expect(await record.lastSeq()).toBe(seq);
  });

  it('refuses the key with another body', async () => {
    await using record = await open();
    await record.storeVersion(version('a.md', 'one'), claim());
    await expect(record.storeVersion(version('a.md', 'two'), claim({ bodyHash: 'other' }))).rejects.toMatchObject({ code: 'LTMC_IDEMPOTENCY_CONFLICT' });
    expect((await record.getVersion(NAMESPACE, REF))?.content).toBe('one');
  });

  it.each([
    ['tool', version('a.md', 'two'), claim({ tool: 'other_tool', bodyHash: 'other' })],
    ['key', version('a.md', 'two'), claim({ key: 'k9', bodyHash: 'other' })],
    ['namespace', version('a.md', 'two', { namespace: 'other' }), claim({ bodyHash: 'other' })],
  ])('takes the same key in another %s for another call', async (_what, input, again) => {
    await using record = await open();
    await record.storeVersion(version('a.md', 'one'), claim());
    expect(await record.storeVersion(input, again)).toMatchObject({ kind: 'written' });
  });

  it('keeps the answer of a store that changed nothing', async () => {
    await using record = await open();
    await store(record, version('a.md', 'one'));
    expect(await record.storeVersion(version('a.md', 'one'), claim())).toMatchObject({ kind: 'written', result: { unchanged: true } });
    await store(record, version('a.md', 'two'));
    expect(await record.storeVersion(version('a.md', 'one'), claim())).toEqual({ kind: 'replayed', answer: 'version 1' });
  });

  it('forgets a key after 7 days', async () => {
    await using record = await open();
    await record.storeVersion(version('a.md', 'one', { recordedAtMs: 0 }), claim());
    const late = (recordedAtMs: number): ReturnType<typeof record.storeVersion> => record.storeVersion(version('a.md', 'two', { recordedAtMs }), claim());
    expect(await late(7 * DAY_MS - 1)).toEqual({ kind: 'replayed', answer: 'version 1' });
    expect(await late(7 * DAY_MS)).toMatchObject({ kind: 'written', result: { version: 2 } });
    expect(await late(7 * DAY_MS)).toEqual({ kind: 'replayed', answer: 'version 2' });
  });

  it('replaces the kept answer by the one that was sent', async () => {
    await using record = await open();
    await record.storeVersion(version('a.md', 'one'), claim());
    await record.settleAnswer(NAMESPACE, 'store_memory', 'k1', 'settled');
    await record.settleAnswer(NAMESPACE, 'store_memory', 'unknown', 'nothing');
    expect(await record.storeVersion(version('a.md', 'one'), claim())).toEqual({ kind: 'replayed', answer: 'settled' });
    expect(await record.storeVersion(version('a.md', 'one'), claim({ key: 'unknown' }))).toMatchObject({ kind: 'written' });
  });

  it('forgets and brings back once', async () => {
    await using record = await open();
    await store(record, version('a.md', 'one|two'));
    const forget = (): ReturnType<typeof record.forget> => record.forget(NAMESPACE, REF, { atMs: 2000 }, forgetClaim());
    const undo = (): ReturnType<typeof record.undoForget> => record.undoForget(NAMESPACE, REF, { notBeforeMs: 0, atMs: 3000 }, forgetClaim('undo'));
    expect(await forget()).toEqual({ kind: 'written', result: { resources: 1, chunks: 2, messages: 0, links: 0 } });
    expect(await forget()).toEqual({ kind: 'replayed', answer: 'forgot 2' });
    expect(await undo()).toMatchObject({ kind: 'written' });
    expect(await forget()).toEqual({ kind: 'replayed', answer: 'forgot 2' });
    expect(await undo()).toEqual({ kind: 'replayed', answer: 'forgot 2' });
    expect(await record.getVersion(NAMESPACE, REF)).toMatchObject({ content: 'one|two' });
  });

  it('leaves the key unused where there was nothing to do', async () => {
    await using record = await open();
    expect(await record.forget(NAMESPACE, REF, { atMs: 2000 }, forgetClaim())).toBeUndefined();
    await store(record, version('a.md', 'one'));
    expect(await record.forget(NAMESPACE, REF, { dryRun: true, atMs: 2000 }, forgetClaim())).toMatchObject({ kind: 'written' });
    expect(await record.forget(NAMESPACE, REF, { atMs: 2000 }, forgetClaim())).toMatchObject({ kind: 'written' });
  });

  it('purges the answers about a memory with it; the purge itself is kept', async () => {
    await using record = await open();
    await record.storeVersion(version('a.md', 'one'), claim());
    const purge = (): ReturnType<typeof record.forget> => record.forget(NAMESPACE, REF, { purge: true, atMs: 2000 }, forgetClaim());
    expect(await purge()).toMatchObject({ kind: 'written' });
    expect(await purge()).toEqual({ kind: 'replayed', answer: 'forgot 1' });
    expect(await record.storeVersion(version('a.md', 'one'), claim())).toMatchObject({ kind: 'written', result: { version: 1 } });
  });
}
