import { describe, expect, it } from 'vitest';
import type { SignatureStore } from '@ltmc/contracts';
import { createEmbedder, createTestEmbedder } from '@ltmc/embedding';
import type { MemoryHit } from '../src/types.js';
import { silent } from './open-memory.js';
import { expectSound, openSearchWorld, type SearchWorld } from './search-bad-input-world.js';

const TEXTS = Object.fromEntries([
  'Paula keeps the key of the boat in a tin on the shelf.', 'The boat was sold to a man from Bergen.', 'Nobody knows where the tin opener is.', 'A key opens the gate of the marina.',
  'Paula plays the cello in Prague.', 'The shelf in the hall is full of shoes.', 'Rain fell on the harbour all week.', 'The choir meets on Monday evening.',
].map((text, n) => [`note-${n}`, text]));
const QUESTION = 'Where does Paula keep the key of the boat?';

/** As if the signatures of some ids were not there (yet). */
function without(hidden: ReadonlySet<number>): (store: SignatureStore) => SignatureStore {
  return (store) => ({ ...store, read: async (ids) => (await store.read(ids)).map((signature, at) => (hidden.has(ids[at] ?? -1) ? undefined : signature)) });
}

const namesOf = (hits: readonly MemoryHit[]): string[] => hits.map(({ fileName }) => fileName);
const tokensOf = (hits: readonly MemoryHit[], fileName: string): number | undefined => hits.find((hit) => hit.fileName === fileName)?.why.tokens;

describe('signatures', () => {
  it('that are missing for some leave these scored without, in their place, and the others with', async () => {
    await using world = await openSearchWorld();
    await world.remember(TEXTS);
    await expect.poll(() => world.signatures.count(), { timeout: 8000 }).toBe(8);
    const signed = await world.ask(QUESTION, { topK: 100 });
    expect(namesOf(signed)).toHaveLength(8);
    expect(tokensOf(signed, 'note-0')).toBeGreaterThan(0);
    /** Asked in a world of its own, which remembers nothing of what others have read. */
    const askWithout = async (hidden: readonly MemoryHit[]): Promise<readonly MemoryHit[]> => {
      await using other = await openSearchWorld({ folder: world.folder, wrap: without(new Set(hidden.map(({ chunkId }) => chunkId))) });
      const hits = await other.ask(QUESTION, { topK: 100 });
      expectSound(hits);
      expect(namesOf(hits).toSorted()).toEqual(namesOf(signed).toSorted());
      expect(hits[0]?.fileName).toBe('note-0');
      return hits;
    };
    expect(await askWithout([])).toEqual(signed);
    const partly = await askWithout(signed.slice(0, 1));
    expect(partly).not.toEqual(signed);
    expect(partly.filter(({ why }) => why.tokens > 0).length).toBeGreaterThan(0);
    expect((await askWithout(signed)).every(({ why }) => why.tokens === 0)).toBe(true);
  });

  it('that is not there yet leaves the text that was just stored nearly as probable as with it', async () => {
    const embedder = createEmbedder({ logger: silent });
    try {
      await using world = await openSearchWorld({ embedder });
      await world.remember({ right: 'The code of gate qcediwipe is 4711.', near: 'The code is qcecenadi.', like: 'The code is ticemoru.', other: 'A gate was painted.' });
      await expect.poll(() => world.signatures.count(), { timeout: 10_000 }).toBe(4);
      const bestIn = async (among: SearchWorld): Promise<MemoryHit | undefined> => (await among.ask('What is the code of gate qcediwipe?', { topK: 1 }))[0];
      const signed = await bestIn(world);
      await using other = await openSearchWorld({ folder: world.folder, embedder, wrap: without(new Set([signed?.chunkId ?? 0])) });
      const unsigned = await bestIn(other);
      expect([signed?.fileName, unsigned?.fileName, unsigned?.why.tokens]).toEqual(['right', 'right', 0]);
      expect(unsigned?.score).toBeGreaterThan(0.6 * (signed?.score ?? 1));
    } finally {
      await embedder.close();
    }
  });

  it('of another basis of the same model are never compared: those of this one are made beside them', async () => {
    const real = createTestEmbedder();
    const late = real.lateInteraction;
    if (!late) throw new Error('the embedder makes no signatures');
    /** The same vectors, with signatures of a basis that points the other way. */
    const turned = { ...late, id: `${late.id}:turned`, embedSigned: async (text: string) => { const { vector, signature } = await late.embedSigned(text); return { vector, signature: signature.map((byte) => ~byte) }; } };
    await using world = await openSearchWorld({ embedder: real });
    await world.remember(TEXTS);
    await expect.poll(() => world.signatures.count(), { timeout: 8000 }).toBe(8);
    const before = await world.ask(QUESTION, { topK: 100 });
    {
      await using other = await openSearchWorld({ folder: world.folder, embedder: { ...real, lateInteraction: turned } });
      expect(namesOf(await other.ask(QUESTION, { topK: 100 })).toSorted()).toEqual(namesOf(before).toSorted());
      await expect.poll(() => other.signatures.count(), { timeout: 8000 }).toBe(8);
      const ids = before.map(({ chunkId }) => chunkId);
      expect(await other.signatures.read(ids)).toEqual((await world.signatures.read(ids)).map((bytes) => bytes?.map((byte) => ~byte)));
    }
    expect(await world.ask(QUESTION, { topK: 100 })).toEqual(before);
  });
});
