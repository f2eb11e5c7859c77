import { expect, it } from 'vitest';
import type { RecordStore } from '@ltmc/contracts';
import { message } from './chat-fixture.js';
import { EVERYTHING, found, MEMORIES, MODEL, NAMESPACE, store, version, type OpenRecord } from './fixture.js';

/** Every method, with arguments that would do on an open record. */
const CALLS: Readonly<Record<string, (record: RecordStore) => Promise<unknown>>> = {
  storeVersion: (record) => record.storeVersion(version('a.md', 'one')),
  keptAnswer: (record) => record.keptAnswer(NAMESPACE, { tool: 'tool', key: 'key', bodyHash: 'body' }, 1),
  settleAnswer: (record) => record.settleAnswer(NAMESPACE, 'tool', 'key', 'answer'),
  forget: (record) => record.forget(NAMESPACE, { resourceId: 1 }, { atMs: 1 }),
  'forget, dry': (record) => record.forget(NAMESPACE, { resourceId: 1 }, { dryRun: true, atMs: 1 }),
  undoForget: (record) => record.undoForget(NAMESPACE, { resourceId: 1 }, { notBeforeMs: 0, atMs: 1 }),
  'fenced.storeVersion': (record) => record.fenced({ name: 'lock', token: 1 }).storeVersion(version('a.md', 'one')),
  'fences.highest': (record) => record.fences.highest(NAMESPACE, 'lock'),
  'fences.raise': (record) => record.fences.raise(NAMESPACE, { name: 'lock', token: 1 }),
  fileName: (record) => record.fileName(NAMESPACE, 1),
  getVersion: (record) => record.getVersion(NAMESPACE, { resourceId: 1 }),
  listVersions: (record) => record.listVersions(NAMESPACE, 1),
  listResources: (record) => record.listResources(EVERYTHING, { limit: 1 }),
  searchText: (record) => record.searchText('cat', EVERYTHING, 1),
  allowedVectors: (record) => record.allowedVectors(EVERYTHING, MODEL.id),
  vectorsAsOf: (record) => record.vectorsAsOf({ ...EVERYTHING, asOfMs: 1 }, MODEL.id),
  readChunks: (record) => record.readChunks({ chunkIds: [1] }, EVERYTHING),
  lastSeq: (record) => record.lastSeq(),
  changesAfter: (record) => record.changesAfter(0, 1),
  'chats.log': (record) => record.chats.log(message('hello')),
  'chats.list': (record) => record.chats.list(NAMESPACE, {}, { limit: 1 }),
  'chats.around': (record) => record.chats.around(NAMESPACE, 1, { before: 1, after: 1 }),
  'chats.forget': (record) => record.chats.forget(NAMESPACE, 'talk', { purge: true, atMs: 1 }),
  'chats.link': (record) => record.chats.link(NAMESPACE, 1, [], 1),
  'chats.linksOf': (record) => record.chats.linksOf(NAMESPACE, [1]),
  kindVersions: (record) => record.kindVersions(NAMESPACE, ['memory']),
  currentVectors: (record) => record.currentVectors(MEMORIES, MODEL.id, [{ first: 1, last: 1 }]),
  currentVectorsAfter: (record) => record.currentVectorsAfter(MEMORIES, MODEL.id, 0, 1),
  activeFingerprint: (record) => record.activeFingerprint(),
  startReembed: (record) => record.startReembed(MODEL),
  embeddingProgress: (record) => record.embeddingProgress(MODEL.id),
  finishReembed: (record) => record.finishReembed(MODEL.id, 0),
  retiredFingerprints: (record) => record.retiredFingerprints(),
  dropRetired: (record) => record.dropRetired(1),
  claimPending: (record) => record.claimPending({ fingerprint: MODEL.id, owner: 'p', limit: 1, nowMs: 0, claimForMs: 1 }),
  storeEmbeddings: (record) => record.storeEmbeddings(MODEL, [], 0),
  releaseClaims: (record) => record.releaseClaims('p'),
  countPending: (record) => record.countPending(NAMESPACE),
  peekPending: (record) => record.peekPending(NAMESPACE, 1),
  'edges.relate': (record) => record.edges.relate(NAMESPACE, [], 1),
  'edges.count': (record) => record.edges.count(NAMESPACE, 1),
  'edges.types': (record) => record.edges.types(NAMESPACE),
  'edges.source': (record) => record.edges.source().listEdges({ namespace: NAMESPACE, limit: 1 }),
  namespaces: (record) => record.namespaces(),
  stats: (record) => record.stats(NAMESPACE),
};

/** The store as a whole: many calls at once, and its end. */
export function storeContract(open: OpenRecord): void {
  it('takes many writes at once, each whole', async () => {
    await using record = await open();
    const writes = Array.from({ length: 100 }, (_write, index) => store(record, version(`${index % 10}.md`, `text ${index}|cat`)));
    const stored = await Promise.all(writes);
    const names = new Set(stored.map(({ resourceId, version: number }) => `${resourceId}/${number}`));
    expect(names.size).toBe(100);
    expect(new Set(stored.flatMap(({ vectorIds }) => vectorIds)).size).toBe(200);
    expect(await record.stats(NAMESPACE)).toEqual({ resources: 10, chunks: 20, pendingChunks: 20 });
    expect(await found(record, 'cat', {}, 100)).toHaveLength(10);
  });

  it('lets a refused write fail alone', async () => {
    await using record = await open();
    const key = { tool: 't', key: 'k', bodyHash: 'a', answer: () => 'answer' };
    const [first, refused, last] = await Promise.allSettled([
      record.storeVersion(version('a.md', 'one'), key),
      record.storeVersion(version('b.md', 'two'), { ...key, bodyHash: 'b' }),
      record.storeVersion(version('c.md', 'three')),
    ]);
    expect([first?.status, refused?.status, last?.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    const { resources } = await record.listResources(EVERYTHING, { limit: 10 });
    expect(resources.map(({ fileName }) => fileName).toSorted()).toEqual(['a.md', 'c.md']);
  });

  it('reads what was just written', async () => {
    await using record = await open();
    for (let index = 0; index < 20; index += 1) {
      await store(record, version('a.md', `number${index}`, { recordedAtMs: 1000 + index }));
      expect(await found(record, `number${index}`)).toHaveLength(1);
      expect(await found(record, `number${index - 1}`)).toEqual([]);
    }
  });

  it('finishes the writes in flight when it is closed', async () => {
    const record = await open();
    const writes = Array.from({ length: 20 }, (_write, index) => record.storeVersion(version(`${index}.md`, 'text')));
    await record.close();
    for (const outcome of await Promise.all(writes)) expect(outcome.kind).toBe('written');
  });

  it.each(Object.entries(CALLS))('closes twice without harm, then rejects: %s', async (_name, call) => {
    const record = await open();
    await record.close();
    await record.close();
    await expect(call(record)).rejects.toMatchObject({ code: 'LTMC_STORE_CLOSED' });
  });
}
