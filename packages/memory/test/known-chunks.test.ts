import type { ChunkView, RecordStore } from '@ltmc/contracts';
import { createTestEmbedder } from '@ltmc/embedding';
import { createMemoryRecord } from '@ltmc/tier-temporal';
import { createExactVectorStore } from '@ltmc/tier-vector';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemory } from '../src/create-memory.js';
import { createKnownChunks } from '../src/search/known-chunks.js';
import { createRecentItems } from '../src/search/recent-items.js';
import type { MemoryHit, MemoryService, SearchInput } from '../src/types.js';
import { context, movableClock, silent } from './open-memory.js';

const view = (vectorId: number, content = `text ${vectorId}`): ChunkView => ({
  kind: 'message', chunkId: vectorId, vectorId, chunkIndex: 0, content, startOffset: 0, endOffset: content.length, heading: null, context: null,
  resourceId: vectorId, fileName: '', resourceType: 'message', version: 1, tags: [], agentId: null, recordedAtMs: 0, atMs: 0,
});

/** Tiers that several services can stand on; `chunksRead` counts the texts that were asked for. */
function openTiers() {
  const kept = createMemoryRecord();
  let chunksRead = 0;
  const record: RecordStore = {
    ...kept,
    readChunks: async (ids, filter) => {
      chunksRead += (ids.vectorIds ?? []).length;
      return kept.readChunks(ids, filter);
    },
  };
  const [vectors, embedder, clock] = [createExactVectorStore(), createTestEmbedder({ lateInteraction: false }), movableClock()];
  return {
    open: (): MemoryService => createMemory({ record, vectors, embedder, logger: silent, clock }),
    clock,
    get chunksRead() {
      return chunksRead;
    },
    close: async () => {
      for (const part of [embedder, vectors, record]) await part.close();
    },
  };
}

const QUESTION = 'who spoke of the harbour and the stove';
const ask = async (memory: MemoryService, input: Partial<SearchInput> = {}): Promise<readonly MemoryHit[]> =>
  (await memory.search(context, { query: QUESTION, kinds: ['memory', 'message'], topK: 20, ...input })).hits;

describe('what searches read lately', () => {
  it('is not read again', async () => {
    const tiers = openTiers();
    await using memory = tiers.open();
    for (let turn = 0; turn < 5; turn += 1) await memory.chats.log(context, { conversationId: 'talk', content: `turn ${turn} about the harbour`, timestampMs: turn, wait: 'searchable' });
    const first = await ask(memory);
    const readAtFirst = tiers.chunksRead;
    expect(readAtFirst).toBeGreaterThanOrEqual(5);
    expect(await ask(memory)).toEqual(first);
    expect(tiers.chunksRead).toBe(readAtFirst);
    await tiers.close();
  });

  it('changes no answer, whatever is stored, replaced, forgotten, purged, brought back or runs out in between', async () => {
    const WORDS = ['harbour', 'stove', 'lamp', 'boat', 'rain'];
    const text = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 6 }).map((words) => words.join(' '));
    const conversationId = fc.constantFrom('a', 'b');
    const fileName = fc.constantFrom('x', 'y');
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ do: fc.constant('say' as const), conversationId, content: text, timestampMs: fc.integer({ min: 0, max: 20 }) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('store' as const), fileName, content: text, lastsMs: fc.constantFrom(undefined, 5000) }) },
      fc.record({ do: fc.constant('forgetTalk' as const), conversationId, how: fc.constantFrom({}, { purge: true }, { undo: true }) }),
      fc.record({ do: fc.constant('forget' as const), fileName, how: fc.constantFrom({}, { purge: true }, { undo: true }) }),
      fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(100, 6000) }),
      { weight: 4, arbitrary: fc.record({ do: fc.constant('ask' as const), input: fc.constantFrom<Partial<SearchInput>>({}, { kinds: ['message'] }, { conversationId: 'a' }, { mode: 'semantic' }) }) },
    );
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 30 }), async (steps) => {
      const tiers = openTiers();
      await using memory = tiers.open();
      const compare = async (input: Partial<SearchInput>): Promise<void> => {
        await using fresh = tiers.open();
        expect(await ask(memory, input)).toEqual(await ask(fresh, input));
      };
      for (const now of steps) {
        tiers.clock.advance(1);
        if (now.do === 'say') await memory.chats.log(context, { ...now, linkContext: false, wait: 'searchable' });
        if (now.do === 'store') await memory.store(context, { ...now, wait: 'searchable', ...(now.lastsMs === undefined ? {} : { expiresAtMs: tiers.clock.nowMs() + now.lastsMs }) });
        if (now.do === 'forgetTalk') await memory.chats.forget(context, { conversationId: now.conversationId, ...now.how }).catch(() => undefined); // there may be none
        if (now.do === 'forget') await memory.forget(context, { fileName: now.fileName, ...now.how }).catch(() => undefined);
        if (now.do === 'wait') tiers.clock.advance(now.ms);
        if (now.do === 'ask') await compare(now.input);
      }
      await compare({});
      await tiers.close();
    }), { numRuns: 40 });
  });

  it('is not kept where it was read before a purge and came after it', async () => {
    const known = createKnownChunks();
    let arrive = (_views: readonly ChunkView[]): void => undefined;
    const reading = known.views([1], () => new Promise((resolve) => { arrive = resolve; }));
    known.clear();
    arrive([view(1)]);
    expect((await reading).get(1)?.content).toBe('text 1');
    expect((await known.views([1], async () => [])).size).toBe(0);
  });

  it('guesses what stands beside chunks only where all of them were met', () => {
    const known = createKnownChunks();
    known.remember([{ vectorId: 2, before: 1, after: 3 }, { vectorId: 5, before: undefined, after: 6 }]);
    expect(known.likelyBeside([2, 5])).toEqual(new Set([1, 3, 6]));
    expect(known.likelyBeside([2, 4])).toBeUndefined();
    known.clear();
    expect(known.likelyBeside([2])).toBeUndefined();
  });
});

describe('recent items', () => {
  const four = () => createRecentItems<string>({ maxBytes: 4 * 210, sizeOf: () => 10 });
  const ALL = Array.from({ length: 12 }, (_, index) => index + 1);

  it('keep to their room, and what came last is there', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom(...ALL), fc.boolean()), { maxLength: 80 }), (steps) => {
      const items = four();
      const last = new Map<number, string>();
      for (const [at, [id, adds]] of steps.entries()) {
        if (adds) items.add(id, `item ${at}`);
        if (adds) last.set(id, `item ${at}`);
        const known = items.get(id);
        expect(adds || known !== undefined ? known : last.get(id)).toBe(last.get(id));
      }
      expect(ALL.filter((id) => items.get(id) !== undefined)).toHaveLength(Math.min(4, new Set(steps.flatMap(([id, adds]) => (adds ? [id] : []))).size));
    }));
  });

  it('stay when they were met, and otherwise go in the order they came', () => {
    const items = four();
    for (const id of [1, 2, 3, 4]) items.add(id, 'it');
    items.get(1);
    for (const id of [5, 6]) items.add(id, 'it');
    expect(ALL.filter((id) => items.get(id) !== undefined)).toEqual([1, 4, 5, 6]);
    for (const id of [7, 8, 9, 10]) items.add(id, 'it');
    expect(ALL.filter((id) => items.get(id) !== undefined)).toEqual([7, 8, 9, 10]);
  });

  it('leave out what is larger than their room, and nothing else for it', () => {
    const items = createRecentItems<string>({ maxBytes: 500, sizeOf: ({ length }) => length });
    items.add(1, 'small');
    items.add(2, 'x'.repeat(400));
    expect([items.get(1), items.get(2)]).toEqual(['small', undefined]);
  });
});
