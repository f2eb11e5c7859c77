import { describe, expect, it } from 'vitest';
import { LtmcError, type CacheNamespace, type CacheStore, type JsonObject, type JsonValue } from '@ltmc/contracts';
import { createAnswerCache, type AnswerCache, type AnswerCacheOptions } from '../src/answers/answer-cache.js';
import { allTools } from '../src/default-tools.js';
import { inputSchema, outputSchema } from '../src/schema.js';
import type { Tool } from '../src/types.js';

const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** A record whose state the test sets. */
function world(options: Partial<AnswerCacheOptions> = {}) {
  const state = { memory: '1@1', nowMs: 1000, nextMs: undefined as number | undefined };
  const entries = new Map<string, JsonValue>();
  const cache = createAnswerCache({
    record: { recordId: 'r', kindStates: async (_namespace, kinds) => kinds.map(() => state.memory), nextValidityChange: async () => state.nextMs },
    stores: [storeOver(entries)],
    clock: { nowMs: () => state.nowMs },
    fingerprint: 'f',
    version: '1',
    logger: SILENT,
    ...options,
  });
  return { state, entries, cache };
}

function storeOver(entries: Map<string, JsonValue>, broken = false): CacheStore {
  const fail = async (): Promise<never> => { throw new LtmcError('LTMC_CACHE_UNAVAILABLE', 'away', { retryable: true }); };
  const place: Partial<CacheNamespace<JsonValue>> = {
    get: broken ? fail : async (key) => structuredClone(entries.get(key)),
    set: broken ? fail : async (key, value) => void entries.set(key, structuredClone(value)),
    delete: async (key) => entries.delete(key),
    keys: async function* keys() { yield* entries.keys(); },
  };
  return { capabilities: { driver: 'test', reach: 'process', maxValueBytes: 1000 }, json: () => place } as unknown as CacheStore;
}

const READING: Tool = {
  name: 'read', title: 'Read', group: 'test', description: 'Reads.', reads: ['memory'],
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  inputSchema: inputSchema({}), outputSchema: outputSchema({}), run: async () => ({ success: true }),
};

let computed = 0;
async function ask(cache: AnswerCache, answer: JsonObject = {}, { args = {}, namespace = 'n' }: { args?: JsonObject; namespace?: string } = {}, tool: Tool = READING): Promise<boolean> {
  const { cached } = await cache.answer({ tool, args, namespace }, async () => ({ success: true, n: (computed += 1), ...answer }));
  await new Promise((resolve) => { setImmediate(resolve); });
  return cached;
}

describe('an answer', () => {
  it('is given again for the same arguments in whatever order, in the same namespace', async () => {
    const { cache } = world();
    expect(await ask(cache, {}, { args: { a: 1, b: 2 } })).toBe(false);
    expect(await ask(cache, {}, { args: { b: 2, a: 1 } })).toBe(true);
    expect(await ask(cache, {}, { args: { a: 1, b: 3 } })).toBe(false);
    expect(await ask(cache, {}, { args: { a: 1, b: 2 }, namespace: 'm' })).toBe(false);
    expect(cache.tallies().get('read')).toEqual({ hits: 1, misses: 3 });
  });

  it('is kept for as long as is set, and tells when it is asked for again late, or too late', async () => {
    const { cache, state } = world();
    expect(cache.ttlMs).toBe(300_000);
    cache.setTtl(60_000);
    await ask(cache);
    state.nowMs += 20_000;
    expect(await ask(cache)).toBe(true);
    state.nowMs += 20_000;
    expect(await ask(cache)).toBe(true);
    expect(cache.repeats()).toEqual({ hits: 2, lateHits: 1, tooLate: 0 });
    state.nowMs += 20_000;
    expect(await ask(cache)).toBe(false);
    expect(cache.repeats()).toEqual({ hits: 2, lateHits: 1, tooLate: 1 });
    // What has changed meanwhile could not have been given again, nor what ended by itself.
    state.nowMs += 60_000;
    state.memory = '2@5';
    state.nextMs = state.nowMs + 10;
    expect(await ask(cache)).toBe(false);
    state.nowMs += 60_000;
    expect(await ask(cache)).toBe(false);
    expect(cache.repeats()).toEqual({ hits: 2, lateHits: 1, tooLate: 1 });
  });

  it('is made anew after a change of what it is made of', async () => {
    const { cache, state } = world();
    await ask(cache);
    state.memory = '2@5';
    expect([await ask(cache), await ask(cache)]).toEqual([false, true]);
  });

  it('is not kept where something changed while it was made', async () => {
    const { cache, state, entries } = world();
    await cache.answer({ tool: READING, args: {}, namespace: 'n' }, async () => {
      state.memory = '2@5';
      return { success: true };
    });
    await new Promise((resolve) => { setImmediate(resolve); });
    expect(entries.size).toBe(0);
  });

  it.each([
    ['degraded', { degraded: ['vectors'] }, {}],
    ['not final', { source: 'stand-in' }, { isFinal: ({ source }: JsonObject) => source !== 'stand-in' }],
  ])('is not kept where it is %s', async (_, answer, options) => {
    const { cache, entries } = world(options);
    await ask(cache, answer);
    expect([entries.size, await ask(cache)]).toEqual([0, false]);
    expect(entries.size).toBe(1);
  });

  it('holds until something begins or ceases to be valid, and not before it was made', async () => {
    const { cache, state } = world();
    state.nextMs = 1500;
    await ask(cache);
    const at = async (nowMs: number): Promise<boolean> => {
      state.nowMs = nowMs;
      return (await cache.answer({ tool: READING, args: {}, namespace: 'n' }, async () => ({ success: true, degraded: [] }))).cached;
    };
    expect([await at(1000), await at(1499), await at(1500), await at(999)]).toEqual([true, true, false, false]);
  });

  it('of another version, model, record or tool is another', async () => {
    const entries = new Map<string, JsonValue>();
    const stores = [storeOver(entries)];
    for (const other of [{}, { version: '2' }, { fingerprint: 'g' }]) expect(await ask(world({ stores, ...other }).cache)).toBe(false);
    expect(await ask(world({ stores }).cache, {}, {}, { ...READING, outputSchema: outputSchema({ more: { type: 'string' } }) })).toBe(false);
    expect(await ask(world({ stores }).cache)).toBe(true);
  });

  it('that is none of LTMC is passed over', async () => {
    const { cache, entries } = world();
    await ask(cache);
    for (const strange of [7, { result: { success: true } }, { from_ms: 0, until_ms: 1e15, result: { success: false } }]) {
      for (const key of entries.keys()) entries.set(key, strange);
      expect(await ask(cache)).toBe(false);
    }
  });

  it('is found wherever a store can be used, and fails nowhere', async () => {
    for (const stores of [[storeOver(new Map(), true), storeOver(new Map())], [storeOver(new Map()), storeOver(new Map(), true)]]) {
      const { cache } = world({ stores });
      expect([await ask(cache), await ask(cache)]).toEqual([false, true]);
    }
    expect(await ask(world({ stores: [storeOver(new Map(), true)] }).cache)).toBe(false);
  });

  it('that another process has kept is found, and then at hand', async () => {
    const [near, far] = [new Map<string, JsonValue>(), new Map<string, JsonValue>()];
    await ask(world({ stores: [storeOver(far)] }).cache);
    const { cache } = world({ stores: [storeOver(near), storeOver(far)] });
    expect(await ask(cache)).toBe(true);
    far.clear();
    expect([near.size, await ask(cache)]).toEqual([1, true]);
  });

  it('leaves no byte behind when all are cleared', async () => {
    const { cache, entries } = world();
    for (let n = 0; n < 200; n += 1) await ask(cache, {}, { args: { n } });
    expect(entries.size).toBe(200);
    await cache.clear();
    expect(entries.size).toBe(0);
  });

  it('is made where the record cannot tell its state', async () => {
    const { cache, entries } = world({ record: { recordId: 'r', kindStates: async () => { throw new Error('busy'); }, nextValidityChange: async () => undefined } });
    expect(await ask(cache)).toBe(false);
    expect(entries.size).toBe(0);
  });
});

it('every tool that only reads says of what its answer is made, but for those whose answer changes with time or calls alone', () => {
  const reading = allTools.filter(({ annotations }) => annotations.readOnlyHint);
  expect(reading.filter(({ reads }) => reads === undefined || reads.length === 0).map(({ name }) => name)).toEqual(['analyze_code_patterns', 'learning_status']);
  expect(allTools.filter(({ annotations, reads }) => !annotations.readOnlyHint && reads)).toEqual([]);
});
