import { expect, it } from 'vitest';
import type { MemoryFilter, RecordStore } from '@ltmc/contracts';
import { EVERYTHING, NAMESPACE, store, version, type OpenRecord } from './fixture.js';

/** Names on all pages; `between` runs after each page. */
async function walk(record: RecordStore, limit: number, between: (page: number) => Promise<void> = async () => undefined): Promise<string[]> {
  const names: string[] = [];
  let cursor: string | undefined;
  let page = 0;
  do {
    const answer = await record.listResources(EVERYTHING, { limit, ...(cursor !== undefined && { cursor }) });
    names.push(...answer.resources.map(({ fileName }) => fileName));
    cursor = answer.nextCursor;
    await between(page += 1);
  } while (cursor !== undefined);
  return names;
}

async function namesFor(record: RecordStore, text: string, filter: Partial<MemoryFilter> = {}): Promise<string[]> {
  const { resources, totalCount } = await record.listResources({ ...EVERYTHING, ...filter }, { text, limit: 50 });
  expect(totalCount).toBe(resources.length);
  return resources.map(({ fileName }) => fileName).toSorted();
}

/** Pages of memories. */
export function listContract(open: OpenRecord): void {
  it('lists current memories, newest first', async () => {
    await using record = await open();
    const { resourceId } = await store(record, version('a.md', 'one', { recordedAtMs: 1000 }));
    await store(record, version('b.md', 'one', { recordedAtMs: 2000 }));
    await store(record, version('a.md', 'one|two', { recordedAtMs: 3000, resourceType: 'note' }));
    const { resources, totalCount, nextCursor } = await record.listResources(EVERYTHING, { limit: 10 });
    expect(resources[0]).toEqual({ resourceId, fileName: 'a.md', resourceType: 'note', version: 2, chunkCount: 2, updatedAtMs: 3000 });
    expect(resources.map(({ fileName }) => fileName)).toEqual(['a.md', 'b.md']);
    expect(totalCount).toBe(2);
    expect(nextCursor).toBeUndefined();
  });

  it('walks all pages once, also where times are equal', async () => {
    await using record = await open();
    const names = Array.from({ length: 11 }, (_name, index) => `${index}.md`);
    for (const name of names) await store(record, version(name, 'text'));
    expect(await walk(record, 4)).toEqual(names.toReversed());
    expect(await walk(record, 11)).toEqual(names.toReversed());
  });

  it('neither repeats nor skips a memory while others are stored', async () => {
    await using record = await open();
    const names = Array.from({ length: 9 }, (_name, index) => `${index}.md`);
    for (const [index, name] of names.entries()) await store(record, version(name, 'text', { recordedAtMs: 1000 + index }));
    const walked = await walk(record, 2, async (page) => { await store(record, version(`new${page}.md`, 'text', { recordedAtMs: 5000 + page })); });
    expect(walked).toEqual(names.toReversed());
  });

  it('counts all that match, whatever the page', async () => {
    await using record = await open();
    for (let index = 0; index < 5; index += 1) await store(record, version(`${index}.md`, 'text', { resourceType: index < 2 ? 'code' : 'note' }));
    const page = await record.listResources({ ...EVERYTHING, resourceType: 'note' }, { limit: 1 });
    expect(page.totalCount).toBe(3);
    expect(page.resources).toHaveLength(1);
  });

  it('keeps only memories with the text in their name or its words in their content', async () => {
    await using record = await open();
    await store(record, version('Recipes.md', 'flour'));
    await store(record, version('b.md', 'my recipes|are secret'));
    await store(record, version('c.md', 'secret'));
    expect(await namesFor(record, 'recipes')).toEqual(['Recipes.md', 'b.md']);
    expect(await namesFor(record, 'CIPES.m')).toEqual(['Recipes.md']);
    expect(await namesFor(record, 'secret recipes')).toEqual(['b.md']);
    expect(await namesFor(record, '%')).toEqual([]);
    expect(await namesFor(record, '.md')).toEqual(['Recipes.md', 'b.md', 'c.md']);
  });

  it('filters', async () => {
    await using record = await open();
    await store(record, version('a.md', 'first', { tags: ['x'], recordedAtMs: 1000 }));
    await store(record, version('b.md', 'second', { tags: ['x', 'y'], recordedAtMs: 2000, agentId: 'ann' }));
    await store(record, version('c.md', 'third', { namespace: 'other', tags: ['x'], recordedAtMs: 2000 }));
    await store(record, version('a.md', 'changed', { tags: ['x'], recordedAtMs: 3000 }));
    expect(await namesFor(record, '', { tags: ['y'] })).toEqual(['b.md']);
    expect(await namesFor(record, '', { agentId: 'ann' })).toEqual(['b.md']);
    expect(await namesFor(record, '', { sinceMs: 2000, untilMs: 3000 })).toEqual(['b.md']);
    expect(await namesFor(record, 'first', { asOfMs: 1000 })).toEqual(['a.md']);
    expect(await namesFor(record, 'first')).toEqual([]);
    expect(await namesFor(record, '', { namespace: 'other' })).toEqual(['c.md']);
  });

  it.each(['', 'x', 'bm90IGpzb24', 'WzEsInR3byJd', 'e30'])('refuses a damaged cursor: %j', async (cursor) => {
    await using record = await open();
    await expect(record.listResources(EVERYTHING, { limit: 5, cursor })).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
  });

  it('counts for health pages', async () => {
    await using record = await open();
    await store(record, version('a.md', 'one'));
    await store(record, version('a.md', 'two|three'));
    await store(record, version('b.md', 'four', { namespace: 'other' }));
    expect(await record.stats(NAMESPACE)).toEqual({ resources: 1, chunks: 2, pendingChunks: 2 });
    expect(await record.stats('unknown')).toEqual({ resources: 0, chunks: 0, pendingChunks: 0 });
  });
}
