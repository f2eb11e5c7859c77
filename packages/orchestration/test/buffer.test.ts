import { setTimeout as sleep } from 'node:timers/promises';
import type { ChunkView } from '@ltmc/contracts';
import { expect, it } from 'vitest';
import type { ChunkReader } from '../src/buffer/join-chunks.js';
import { caller, describeOnDrivers, orchestrate, refused } from './drivers.js';

const [ann, ben] = [caller('ann'), caller('ben')];
const CHUNK: ChunkView = {
  kind: 'memory', chunkId: 0, vectorId: 0, chunkIndex: 0, content: '', startOffset: 0, endOffset: 0, heading: null, context: null, resourceId: 1, fileName: 'a.md', resourceType: 'document', version: 1,
  tags: [], agentId: null, recordedAtMs: 0, atMs: 0,
};

describeOnDrivers('chunk buffer', (open) => {
  it('shows the others what an agent works on', async () => {
    const { buffer } = orchestrate(await open());
    const other = orchestrate(await open());
    const item = await buffer.put(ann, { chunkId: 7 });
    const text = await buffer.put(ann, { content: 'not stored anywhere' });
    expect(item).toMatchObject({ itemId: 'chunk:7', chunkId: 7, content: null, gone: false, agents: ['ann'] });
    expect(await other.buffer.get(ben, { chunkId: 7 })).toEqual(item);
    expect(await other.buffer.get(ben, { itemId: text.itemId })).toMatchObject({ chunkId: null, content: 'not stored anywhere' });
    await other.buffer.put(ben, { content: 'not stored anywhere' });
    expect((await buffer.list(ann)).map(({ itemId, agents }) => [itemId, agents])).toEqual([[text.itemId, ['ann', 'ben']], ['chunk:7', ['ann']]]);
    expect((await buffer.list(ann, { agentId: 'ben' })).map(({ itemId }) => itemId)).toEqual([text.itemId]);
    expect(await buffer.get(caller('ann', { namespace: 'elsewhere' }), { chunkId: 7 })).toBeUndefined();
    expect(await buffer.count(ann)).toBe(2);
  });

  it('tells what a chunk says as the record has it now, never as it was', async () => {
    const texts = new Map([['team 7', 'The bridge opens at nine.'], ['elsewhere 8', 'a secret of others']]);
    const readChunks: ChunkReader['readChunks'] = async ({ chunkIds = [] }, { namespace }) =>
      chunkIds.flatMap((chunkId) => texts.has(`${namespace} ${chunkId}`) ? [{ ...CHUNK, chunkId, content: texts.get(`${namespace} ${chunkId}`) ?? '' }] : []);
    const { buffer } = orchestrate(await open(), { chunks: { readChunks } });
    expect(await buffer.put(ann, { chunkId: 7 })).toMatchObject({ content: 'The bridge opens at nine.', gone: false });
    expect(await buffer.put(ann, { chunkId: 8 })).toMatchObject({ content: null, gone: true });
    await buffer.put(ann, { content: 'a text' });
    const listed = async (): Promise<unknown> => (await buffer.list(ben, { agentId: 'ann' })).map(({ chunkId, content, gone }) => [chunkId, content, gone]);
    expect(await listed()).toEqual([[null, 'a text', false], [8, null, true], [7, 'The bridge opens at nine.', false]]);
    texts.set('team 7', 'The bridge opens at ten.');
    expect(await buffer.get(ben, { chunkId: 7 })).toMatchObject({ content: 'The bridge opens at ten.', gone: false });
    texts.clear();
    expect(await buffer.get(ben, { itemId: 'chunk:7' })).toMatchObject({ chunkId: 7, content: null, gone: true, agents: ['ann'] });
    expect(await listed()).toEqual([[null, 'a text', false], [8, null, true], [7, null, true]]);
  });

  it('forgets when the time is over, the longer one where several put', async () => {
    const { buffer } = orchestrate(await open());
    await buffer.put(ann, { chunkId: 1, ttlSeconds: 1 });
    await buffer.put(ann, { chunkId: 2, ttlSeconds: 60 });
    await buffer.put(ben, { chunkId: 2, ttlSeconds: 1 });
    await sleep(1100);
    expect(await buffer.get(ann, { chunkId: 1 })).toBeUndefined();
    expect((await buffer.list(ann)).map(({ chunkId }) => chunkId)).toEqual([2]);
    expect((await buffer.list(ben)).map(({ chunkId }) => chunkId)).toEqual([2]);
  });

  it('tells what is used most, once per agent, also as a search notes it', async () => {
    const { buffer } = orchestrate(await open());
    const other = orchestrate(await open());
    expect(await other.buffer.popularChunks(ann)).toEqual([]);
    for (const agentId of ['a', 'b', 'c']) buffer.noteUse(caller(agentId), [1, 1, 2]);
    buffer.noteUse(caller('a'), [1, 3, -1, Number.NaN]);
    await buffer.put(ben, { chunkId: 2 });
    await buffer.put(ben, { content: 'text' });
    const popular = await buffer.popular(ann, { window: '4h' });
    expect(popular.map(({ chunkId, uses }) => [chunkId, uses])).toEqual([[2, 4], [1, 3], [3, 1], [null, 1]]);
    expect(await other.buffer.popular(ann, { limit: 1 })).toMatchObject([{ itemId: 'chunk:2', uses: 4 }]);
    expect(await buffer.popularChunks(ann)).toEqual([2, 1, 3]);
    expect(await other.buffer.popularChunks(ann)).toEqual([]); // as of a moment ago
    expect(await buffer.popular(caller('x', { namespace: 'elsewhere' }))).toEqual([]);
  });

  it('writes noted uses by itself, and at the end', async () => {
    const [first, second] = [orchestrate(await open()), orchestrate(await open())];
    first.buffer.noteUse(ann, [1]);
    while ((await second.buffer.popular(ann)).length === 0) await sleep(50);
    second.buffer.noteUse(ben, [2]);
    await second.close();
    await second.close();
    expect((await first.buffer.popular(ann)).map(({ chunkId }) => chunkId)).toEqual([1, 2]);
  });

  it('counts what it holds and how it is used', async () => {
    const { buffer } = orchestrate(await open());
    await buffer.put(ann, { chunkId: 1 });
    await buffer.get(ben, { chunkId: 1 });
    await buffer.get(ben, { chunkId: 2 });
    const window = { items: 1, uses: 2 };
    expect(await buffer.stats(ann)).toEqual({ items: 1, windows: { '1h': window, '4h': window, '24h': window }, hits: 1, misses: 1 });
  });

  it('never fails a search when the store is away', async () => {
    const store = await open();
    const { buffer, close } = orchestrate(store);
    await store.close();
    buffer.noteUse(ann, [1]);
    expect(await buffer.popularChunks(ann)).toEqual([]);
    await close();
    await expect(buffer.put(ann, { chunkId: 1 })).rejects.toMatchObject(refused('LTMC_STORE_CLOSED'));
  });

  it('refuses what is no chunk, no text, no time, and agents of others', async () => {
    const { buffer, agents } = orchestrate(await open());
    await expect(buffer.put(caller(), { chunkId: 1 })).rejects.toMatchObject(refused('LTMC_INVALID_INPUT'));
    for (const chunkId of [0, -1, 1.5]) await expect(buffer.put(ann, { chunkId })).rejects.toMatchObject(refused('LTMC_INVALID_INPUT'));
    for (const ttlSeconds of [0, 604_801]) await expect(buffer.put(ann, { chunkId: 1, ttlSeconds })).rejects.toMatchObject(refused('LTMC_INVALID_INPUT'));
    await expect(buffer.put(ann, { content: ' \n' })).rejects.toMatchObject(refused('LTMC_CONTENT_EMPTY'));
    await expect(buffer.put(ann, { content: 'x'.repeat(262_145) })).rejects.toMatchObject(refused('LTMC_CONTENT_TOO_LARGE'));
    await expect(buffer.get(ann, { itemId: 'other:1' })).rejects.toMatchObject(refused('LTMC_INVALID_INPUT'));
    await expect(buffer.popular(ann, { limit: 0 })).rejects.toMatchObject(refused('LTMC_INVALID_INPUT'));
    await agents.register(caller(undefined, { principal: 'bob' }), { agentId: 'ben' });
    await expect(buffer.put(ben, { chunkId: 1 })).rejects.toMatchObject(refused('LTMC_NOT_OWNER'));
    expect(await buffer.count(ann)).toBe(0);
  });
});
