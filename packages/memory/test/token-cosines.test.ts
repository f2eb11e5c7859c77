import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { LtmcError, type Logger, type SignatureStore } from '@ltmc/contracts';
import { createTestEmbedder } from '@ltmc/embedding';
import { createEngine, type MemoryEngine } from '../src/engine/engine.js';
import { context, silent } from './open-memory.js';
import { openWorld, QUICK, signed, type SignatureWorld } from './signature-world.js';

const TEXTS = ['The elevator in building seven is out of order.', 'Paula plays the cello in Prague.', 'The elevator in building nine works.'];

/** The engine beside the world's own, over the same parts. */
function engineOf(world: SignatureWorld, { store = world.signatures, logger = silent }: { readonly store?: SignatureStore | undefined; readonly logger?: Logger } = {}): MemoryEngine {
  const { record, vectors, embedder } = world;
  return createEngine({
    record, vectors, embedder, logger, clock: { nowMs: () => Date.now() }, limits: { maxContentBytes: 1000 }, saveInTurn: (save) => save(), signatures: { ...QUICK, store },
  });
}

async function filled(world: SignatureWorld): Promise<number[]> {
  const ids: number[] = [];
  for (const text of TEXTS) ids.push(...(await world.store(text.slice(0, 30), text)));
  await expect.poll(() => signed(world.signatures, ids), { timeout: 8000, interval: 20 }).toEqual(ids);
  return ids;
}

/** A store of which every call fails. */
function broken({ space }: SignatureStore): SignatureStore {
  const fail = async (): Promise<never> => { throw new LtmcError('LTMC_INDEX_UNAVAILABLE', 'the disk is on fire', { cause: randomUUID() }); };
  const close = async (): Promise<void> => undefined;
  return {
    capabilities: { driver: 'broken', persistent: false, multiProcess: false }, space, losses: 0,
    put: fail, read: fail, position: fail, apply: fail, idsIn: fail, count: fail, clear: fail, removeFormer: fail, close, [Symbol.asyncDispose]: close,
  };
}

describe('late scores', () => {
  it('read each signature once, and again after a purge', async () => {
    await using world = await openWorld();
    const ids = await filled(world);
    const asked: number[][] = [];
    const store: SignatureStore = { ...world.signatures, read: async (some) => {
      asked.push([...some]);
      return world.signatures.read(some);
    } };
    const engine = engineOf(world, { store });
    const { tokens } = await world.late.embedQuery('elevator seven');
    const first = await engine.tokenCosines(tokens, ids.slice(0, 2));
    expect((await engine.tokenCosines(tokens, ids)).slice(0, 2)).toEqual(first);
    expect(asked).toEqual([ids.slice(0, 2), ids.slice(2)]);
    await engine.scrubIndex({ namespace: context.namespace, kind: 'memory' });
    expect((await engine.tokenCosines(tokens, ids)).slice(0, 2)).toEqual(first);
    expect(asked.at(-1)).toEqual(ids);
    await engine.close();
  });

  it('are those of MaxSim, in the order of the ids, undefined where there is no signature', async () => {
    await using world = await openWorld();
    const [seven = 0, cello = 0, nine = 0] = await filled(world);
    const engine = engineOf(world);
    const { tokens } = await world.late.embedQuery('elevator seven');
    const scores = await engine.tokenCosines(tokens, [cello, 999, seven, nine, seven]);
    const signatures = await world.signatures.read([cello, seven, nine]);
    const cosines = await world.vectors.maxSim(tokens, signatures);
    const [ofCello, ofSeven, ofNine] = [0, 1, 2].map((row) => cosines.subarray((row * cosines.length) / 3, ((row + 1) * cosines.length) / 3));
    const sumOf = (row: Float32Array = new Float32Array()): number => row.reduce((sum, cosine) => sum + cosine, 0);
    expect(scores).toEqual([ofCello, undefined, ofSeven, ofNine, ofSeven]);
    expect(sumOf(ofSeven)).toBeGreaterThan(sumOf(ofNine));
    expect(sumOf(ofNine)).toBeGreaterThan(sumOf(ofCello));
    expect(await engine.tokenCosines(tokens, [])).toEqual([]);
    expect(await engine.tokenCosines(tokens, [999, 998])).toEqual([undefined, undefined]);
    expect(await engine.tokenCosines(new Float32Array(), [seven])).toEqual([undefined]);
    await engine.close();
  });

  it('are undefined where signatures are switched off or the embedder makes none', async () => {
    await using world = await openWorld({ signed: false });
    const ids = await world.store('a', 'The elevator is out of order.');
    const { tokens } = await world.late.embedQuery('elevator');
    const { record, vectors } = world;
    const embedder = createTestEmbedder({ lateInteraction: false });
    const engine = createEngine({ record, vectors, embedder, logger: silent, clock: { nowMs: () => Date.now() }, limits: { maxContentBytes: 1000 }, saveInTurn: (save) => save(), signatures: { store: world.signatures } });
    expect(await engine.tokenCosines(tokens, ids)).toEqual([undefined]);
    expect(engine.signatures).toBeUndefined();
    await engine.close();
  });

  it('are undefined where the store is of another space than the embedder', async () => {
    await using world = await openWorld();
    const warnings: string[] = [];
    const { id, bytesPerToken } = world.late;
    const engine = engineOf(world, { store: { ...world.signatures, space: { id: `${id}:other`, bytesPerToken } }, logger: { ...silent, warn: (message) => warnings.push(message) } });
    expect(engine.signatures).toBeUndefined();
    expect(warnings).toEqual([expect.stringContaining('another space')]);
    await engine.close();
  });
});

describe('a store of signatures that fails at everything', () => {
  it('fails no store, search, purge or close; scores are undefined, and it is logged once and told by health', async () => {
    const warnings: string[] = [];
    const logger: Logger = { ...silent, warn: (message) => warnings.push(message) };
    await using world = await openWorld({ wrap: broken, logger });
    const ids = await world.store('a', 'The elevator is out of order.');
    expect(await world.memory.search(context, { query: 'elevator' })).toMatchObject({ hits: [{ fileName: 'a' }] });
    const engine = engineOf(world, { logger });
    const { tokens } = await world.late.embedQuery('elevator');
    for (let time = 0; time < 3; time += 1) expect(await engine.tokenCosines(tokens, ids)).toEqual([undefined]);
    expect(warnings.filter((message) => message.startsWith('a search'))).toHaveLength(1);
    await engine.close();
    await world.memory.forget(context, { fileName: 'a', purge: true });
    expect((await world.memory.health()).vector_store).toMatchObject({ state: 'ok', signatures: 'the disk is on fire' });
  });
});
