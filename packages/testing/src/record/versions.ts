import { expect, it } from 'vitest';
import { NAMESPACE, store, version, type OpenRecord } from './fixture.js';

/** Storing, versions and reading them back. */
export function versionContract(open: OpenRecord): void {
  it('gives back exactly what was stored', async () => {
    await using record = await open();
    const content = 'Zürich 🚀 "quoted"\n\\ \u2028|second \u{10FFFF} part';
    const input = version('notes/a.md', content, {
      resourceType: 'note', tags: ['b', 'a'], metadata: { nested: { list: [1, null, 'x'] } }, validFromMs: 10, expiresAtMs: 2_000_000_000_000, agentId: 'agent', sessionId: 'session',
    });
    const { resourceId } = await store(record, input);
    expect(await record.getVersion(NAMESPACE, { fileName: 'notes/a.md' })).toEqual({
      resourceId, fileName: 'notes/a.md', resourceType: 'note', version: 1, content, tags: ['b', 'a'], metadata: { nested: { list: [1, null, 'x'] } },
      validFromMs: 10, expiresAtMs: 2_000_000_000_000, agentId: 'agent', sessionId: 'session', recordedAtMs: 1000, supersededAtMs: null, chunkCount: 2,
    });
    expect(await record.getVersion(NAMESPACE, { resourceId })).toMatchObject({ content });
  });

  it('makes a new version of the same name and keeps the old one readable', async () => {
    await using record = await open();
    const first = await store(record, version('a.md', 'old text'));
    const second = await store(record, version('a.md', 'new text', { recordedAtMs: 2000 }));
    expect(second).toMatchObject({ resourceId: first.resourceId, version: 2, unchanged: false, recordedAtMs: 2000 });
    const ref = { resourceId: first.resourceId };
    expect((await record.getVersion(NAMESPACE, ref))?.content).toBe('new text');
    expect((await record.getVersion(NAMESPACE, ref, { version: 1 }))?.content).toBe('old text');
    expect(await record.getVersion(NAMESPACE, ref, { version: 3 })).toBeUndefined();
  });

  it('answers as of a moment: start included, end excluded', async () => {
    await using record = await open();
    await store(record, version('a.md', 'old text'));
    await store(record, version('a.md', 'new text', { recordedAtMs: 2000 }));
    const textAt = async (asOfMs: number): Promise<string | undefined> => (await record.getVersion(NAMESPACE, { fileName: 'a.md' }, { asOfMs }))?.content;
    expect([await textAt(999), await textAt(1000), await textAt(1999), await textAt(2000)]).toEqual([undefined, 'old text', 'old text', 'new text']);
  });

  it('lists the versions of a memory, newest first', async () => {
    await using record = await open();
    const { resourceId } = await store(record, version('a.md', 'one', { agentId: 'x' }));
    await store(record, version('a.md', 'one|two', { recordedAtMs: 2000 }));
    expect(await record.listVersions(NAMESPACE, resourceId)).toEqual([
      { version: 2, recordedAtMs: 2000, supersededAtMs: null, chunkCount: 2, agentId: null },
      { version: 1, recordedAtMs: 1000, supersededAtMs: 2000, chunkCount: 1, agentId: 'x' },
    ]);
    expect(await record.listVersions('other', resourceId)).toEqual([]);
  });

  it('raises the time of a version above the one before', async () => {
    await using record = await open();
    await store(record, version('a.md', 'one', { recordedAtMs: 5000 }));
    expect((await store(record, version('a.md', 'two', { recordedAtMs: 400 }))).recordedAtMs).toBe(5001);
    expect((await store(record, version('b.md', 'two', { recordedAtMs: 400 }))).recordedAtMs).toBe(400);
  });

  it('makes no version of what is already said', async () => {
    await using record = await open();
    const input = version('a.md', 'one|two', { tags: ['x', 'y'], metadata: { a: 1, b: 2 } });
    const first = await store(record, input);
    const seq = await record.lastSeq();
    const again = await store(record, { ...input, tags: ['y', 'x'], metadata: { b: 2, a: 1 }, agentId: 'another', recordedAtMs: 2000 });
    expect(again).toEqual({ ...first, unchanged: true });
    expect(await record.lastSeq()).toBe(seq);
  });

  it.each([
    ['content', { content: 'another' }],
    ['type', { resourceType: 'note' }],
    ['tags', { tags: ['x'] }],
    ['metadata', { metadata: { a: 1 } }],
    ['validity', { expiresAtMs: 3000 }],
  ])('makes a version when only the %s changed', async (_what, change) => {
    await using record = await open();
    await store(record, version('a.md', 'one'));
    expect(await store(record, version('a.md', 'one', change))).toMatchObject({ version: 2, unchanged: false });
  });

  it('tells an earlier text from the current one', async () => {
    await using record = await open();
    await store(record, version('a.md', 'one'));
    await store(record, version('a.md', 'two'));
    expect(await store(record, version('a.md', 'one'))).toMatchObject({ version: 3, unchanged: false });
  });

  it('gives each version contiguous vector ids, never used before', async () => {
    await using record = await open();
    const ids: number[] = [];
    for (const [name, text] of [['a.md', '1|2|3'], ['b.md', '4|5'], ['a.md', '1|2|6|7']] as const) {
      const { vectorIds, chunkIds } = await store(record, version(name, text));
      expect(vectorIds).toEqual(vectorIds.map((_id, index) => (vectorIds[0] ?? 0) + index));
      expect(chunkIds).toHaveLength(vectorIds.length);
      ids.push(...vectorIds);
    }
    await record.forget(NAMESPACE, { fileName: 'a.md' }, { purge: true, atMs: 3000 });
    ids.push(...(await store(record, version('a.md', '8'))).vectorIds);
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('keeps namespaces apart', async () => {
    await using record = await open();
    const mine = await store(record, version('a.md', 'mine'));
    const other = await store(record, version('a.md', 'other', { namespace: 'other' }));
    expect(other.resourceId).not.toBe(mine.resourceId);
    expect(other.version).toBe(1);
    expect(await record.getVersion(NAMESPACE, { resourceId: other.resourceId })).toBeUndefined();
    expect((await record.getVersion('other', { fileName: 'a.md' }))?.content).toBe('other');
  });

  it.each([
    ['a NUL', 'before\u0000after'],
    ['half a surrogate pair', 'before\ud83dafter'],
  ])('refuses %s, which would come back changed', async (_what, content) => {
    await using record = await open();
    await expect(record.storeVersion(version('a.md', content))).rejects.toMatchObject({ code: 'LTMC_CONTENT_INVALID' });
    expect(await record.getVersion(NAMESPACE, { fileName: 'a.md' })).toBeUndefined();
  });
}
