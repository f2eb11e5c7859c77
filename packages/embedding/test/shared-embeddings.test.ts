import { afterEach, describe, expect, it } from 'vitest';
import { LtmcError } from '@ltmc/contracts';
import { createEmbedder, type LocalEmbedder } from '../src/create-embedder.js';
import type { SharedCache } from '../src/shared-embeddings.js';
import { lateInteractionOf } from './late-interaction.js';

const opened: LocalEmbedder[] = [];
afterEach(async () => {
  for (const embedder of opened.splice(0)) await embedder.close();
});

function open(shared: SharedCache): LocalEmbedder {
  const embedder = createEmbedder({ workers: 1, shared });
  opened.push(embedder);
  return embedder;
}

/** What processes share, as bytes. */
function bytesByKey(): { readonly entries: Map<string, Uint8Array<ArrayBuffer>>; readonly shared: SharedCache } {
  const entries = new Map<string, Uint8Array<ArrayBuffer>>();
  return { entries, shared: { get: async (key) => entries.get(key)?.slice(), set: async (key, value) => void entries.set(key, value.slice()) } };
}

const QUERY = { priority: 'query' } as const;

describe('tokens of queries, shared', () => {
  it('come with the vector, and the model is not loaded', async () => {
    const { entries, shared } = bytesByKey();
    const first = await lateInteractionOf(open(shared)).embedQuery('how do we deploy?', QUERY);
    const other = open(shared);
    expect(await lateInteractionOf(other).embedQuery('how do we deploy?', QUERY)).toEqual(first);
    expect(await other.embed('how do we deploy?', QUERY)).toEqual(first.vector);
    expect(other.stats()).toMatchObject({ sharedHits: 1, cacheHits: 1, embedded: 0, workers: 0 });
    expect(await open(shared).embed('how do we deploy?', QUERY)).toEqual(first.vector);
    expect(entries.size).toBe(1);
  });

  it('are made where only the vector is shared, and shared then', async () => {
    const { entries, shared } = bytesByKey();
    await open(shared).embed('the query', QUERY);
    const embedder = open(shared);
    const { tokens } = await lateInteractionOf(embedder).embedQuery('the query', QUERY);
    expect(embedder.stats()).toMatchObject({ sharedHits: 0, embedded: 1 });
    expect([...entries.values()].map(({ byteLength }) => byteLength)).toEqual([1536 + tokens.byteLength]);
  });

  it.each([
    ['of a token too little', (bytes: Uint8Array<ArrayBuffer>) => bytes.slice(0, -4)],
    ['with a token of another length', (bytes: Uint8Array<ArrayBuffer>) => bytes.fill(0, 1536)],
  ])('are made anew where they come back %s', async (_, damage) => {
    const { entries, shared } = bytesByKey();
    const right = await lateInteractionOf(open(shared)).embedQuery('the query', QUERY);
    for (const [key, bytes] of entries) entries.set(key, damage(bytes));
    const embedder = open(shared);
    expect(await lateInteractionOf(embedder).embedQuery('the query', QUERY)).toEqual(right);
    expect(embedder.stats()).toMatchObject({ sharedHits: 0, embedded: 1 });
  });

  it('are not kept of texts that are signed', async () => {
    const { entries, shared } = bytesByKey();
    await lateInteractionOf(open(shared)).embedSigned('a document', QUERY);
    expect(entries.size).toBe(0);
  });
});

describe('vectors of queries, shared', () => {
  it('are taken from who embedded them first, bit by bit, and the model is not loaded', async () => {
    const { entries, shared } = bytesByKey();
    const first = await open(shared).embed('how do we deploy?', QUERY);
    expect(entries.size).toBe(1);
    const other = open(shared);
    expect(await other.embed('how do we deploy?', QUERY)).toEqual(first);
    expect(other.stats()).toMatchObject({ sharedHits: 1, embedded: 0, workers: 0 });
    await other.embed('how do we deploy?', QUERY);
    expect(other.stats()).toMatchObject({ sharedHits: 1, cacheHits: 1 });
  });

  it('hold no text that is stored, and no text in a key', async () => {
    const { entries, shared } = bytesByKey();
    const embedder = open(shared);
    await embedder.embed('a document');
    expect(entries.size).toBe(0);
    await embedder.embed('where are the backups?', QUERY);
    expect([...entries.keys()]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/u)]);
  });

  it.each([
    ['cut', (bytes: Uint8Array<ArrayBuffer>) => bytes.slice(0, 8)],
    ['filled with zeros', (bytes: Uint8Array<ArrayBuffer>) => new Uint8Array(bytes.byteLength)],
    ['not a number', (bytes: Uint8Array<ArrayBuffer>) => new Uint8Array(bytes.byteLength).fill(255)],
  ])('are embedded anew where they come back %s', async (_, damage) => {
    const { entries, shared } = bytesByKey();
    const right = await open(shared).embed('the query', QUERY);
    for (const [key, bytes] of entries) entries.set(key, damage(bytes));
    const embedder = open(shared);
    expect(await embedder.embed('the query', QUERY)).toEqual(right);
    expect(embedder.stats()).toMatchObject({ sharedHits: 0, embedded: 1 });
  });

  it('fail nothing where the cache does', async () => {
    const away = async (): Promise<never> => {
      throw new LtmcError('LTMC_CACHE_UNAVAILABLE', 'away', { retryable: true });
    };
    const embedder = open({ get: away, set: away });
    expect(await embedder.embed('the query', QUERY)).toHaveLength(embedder.fingerprint.dimension);
  });

  it('are no way round being closed', async () => {
    const { shared } = bytesByKey();
    const embedder = open({ ...shared, get: async (key) => { await embedder.close(); return shared.get(key); } });
    await expect(embedder.embed('the query', QUERY)).rejects.toMatchObject({ code: 'LTMC_STORE_CLOSED' });
  });
});
