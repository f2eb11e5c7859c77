import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { LtmcError, type GraphStore, type Logger, type RecordStore } from '@ltmc/contracts';
import { createMemoryLeaseStore } from '@ltmc/coordination';
import { createMemoryGraph } from '@ltmc/tier-graph';
import { createGraphProjection } from '../../src/graph-projection.js';
import { startGraphWriter } from '../../src/graph-projection-writer.js';
import { silent } from '../open-memory.js';
import { linesOf, linesOfRecord, NAMESPACE, openRecord, relate, say, store, turnOf, untilLevel } from './graph-world.js';

function projectionOf(record: RecordStore, graph: GraphStore, logger: Logger = silent) {
  return createGraphProjection({ record, store: graph, logger, epoch: () => 1 });
}

/** Chunks of a memory. */
async function chunksOf(record: RecordStore, id: number): Promise<number[]> {
  const edges = await record.edges.source().edgesOf({ namespace: NAMESPACE, nodes: [{ kind: 'document', id }], relations: ['HAS_CHUNK'], limit: 100 });
  return edges.flatMap(({ target }) => (target.kind === 'chunk' ? [target.id] : []));
}

describe('the graph as a projection', () => {
  it('is filled and follows every kind of change, edge by edge', async () => {
    await using record = await openRecord();
    await using graph = createMemoryGraph();
    const projection = projectionOf(record, graph);
    const [a, b] = [await store(record, 'a', 'one|two', ['red']), await store(record, 'b', 'three', ['red', 'blue'])];
    await relate(record, a, b);
    await projection.catchUp();
    expect((await linesOf(graph)).length).toBeGreaterThan(8);
    const steps: (() => Promise<unknown>)[] = [
      () => say(record, 'talk', 'about one', []),
      async () => say(record, 'talk', 'about two', await chunksOf(record, a)),
      async () => say(record, 'other', 'about three', await chunksOf(record, b)),
      () => store(record, 'a', 'one|four', ['green']),
      () => relate(record, b, a, 0.9, 'part_of'),
      () => relate(record, b, a, 0.1, 'part_of'),
      () => record.forget(NAMESPACE, { fileName: 'b' }, { atMs: Date.now() }),
      () => record.undoForget(NAMESPACE, { fileName: 'b' }, { notBeforeMs: 0, atMs: Date.now() }),
      () => record.chats.forget(NAMESPACE, 'talk', { atMs: Date.now() }),
      () => record.chats.undoForget(NAMESPACE, 'talk', { notBeforeMs: 0, atMs: Date.now() }),
      () => record.chats.forget(NAMESPACE, 'other', { purge: true, atMs: Date.now() }),
      () => record.forget(NAMESPACE, { fileName: 'b' }, { purge: true, atMs: Date.now() }),
    ];
    for (const step of steps) {
      await step();
      await projection.catchUp();
      expect(await linesOf(graph)).toEqual(await linesOfRecord(record));
    }
    expect((await graph.cursor()).seq).toBe(await record.lastSeq());
  });

  it('equals the record after any history, however its changes are cut into steps', async () => {
    const step = fc.oneof(
      fc.record({ op: fc.constant('store' as const), name: fc.nat(4), text: fc.constantFrom('x', 'x|y', 'y|z|w'), tags: fc.subarray(['red', 'blue']) }),
      fc.record({ op: fc.constant('relate' as const), name: fc.nat(4), other: fc.nat(4), strength: fc.constantFrom(0.25, 0.5, 1) }),
      fc.record({ op: fc.constantFrom('forget' as const, 'undo' as const, 'purge' as const, 'say' as const, 'level' as const), name: fc.nat(4) }),
    );
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      await using record = await openRecord();
      await using graph = createMemoryGraph();
      const projection = projectionOf(record, graph);
      const idOf = async (name: number): Promise<number | undefined> => (await record.getVersion(NAMESPACE, { fileName: `m${name}` }))?.resourceId;
      for (const one of steps) {
        const id = await idOf(one.name);
        const ref = { fileName: `m${one.name}` };
        if (one.op === 'store') await store(record, ref.fileName, one.text, one.tags);
        else if (one.op === 'level') await projection.catchUp();
        else if (one.op === 'undo') await record.undoForget(NAMESPACE, ref, { notBeforeMs: 0, atMs: Date.now() });
        else if (one.op === 'relate') {
          const other = await idOf(one.other);
          if (id !== undefined && other !== undefined && id !== other) await relate(record, id, other, one.strength);
        } else if (id !== undefined && one.op === 'say') await say(record, 'talk', 'hello', await chunksOf(record, id));
        else if (id !== undefined) await record.forget(NAMESPACE, ref, { purge: one.op === 'purge', atMs: Date.now() });
      }
      await projection.catchUp();
      expect(await linesOf(graph)).toEqual(await linesOfRecord(record));
      expect(await projection.reconcile()).toMatchObject({ repaired: 0 });
    }), { numRuns: 40 });
  });

  it('may be applied again from an earlier position', async () => {
    await using record = await openRecord();
    await using graph = createMemoryGraph();
    const [a, b] = [await store(record, 'a', 'one', ['t']), await store(record, 'b', 'two')];
    await relate(record, a, b);
    await projectionOf(record, graph).catchUp();
    const level = await linesOf(graph);
    await graph.clear();
    await graph.apply({ move: { recordId: record.recordId, epoch: 1, from: 0, to: 1 } });
    await projectionOf(record, graph).catchUp();
    expect(await linesOf(graph)).toEqual(level);
  });

  it('is filled anew from another record', async () => {
    await using record = await openRecord();
    await using other = await openRecord();
    await using graph = createMemoryGraph();
    await store(other, 'elsewhere', 'text', ['t']);
    await store(other, 'elsewhere too', 'text');
    await projectionOf(other, graph).catchUp();
    await store(record, 'a', 'one');
    await projectionOf(record, graph).catchUp();
    expect(await linesOf(graph)).toEqual(await linesOfRecord(record));
    expect(await graph.cursor()).toMatchObject({ recordId: record.recordId });
  });

  it('finds and repairs what somebody changed in the graph', async () => {
    await using record = await openRecord();
    await using graph = createMemoryGraph();
    const projection = projectionOf(record, graph);
    const [a, b] = [await store(record, 'a', 'one|two', ['t']), await store(record, 'b', 'three')];
    await relate(record, a, b);
    await say(record, 'talk', 'hello', await chunksOf(record, b));
    await projection.catchUp();
    const level = await linesOf(graph);
    const stamp = { namespace: NAMESPACE, revision: (await graph.cursor()).seq };
    const [source, target] = [{ kind: 'document', id: a }, { kind: 'document', id: b }] as const;
    await graph.apply({
      removeNodes: [{ ...stamp, node: { kind: 'chunk', id: (await chunksOf(record, a))[0] ?? 0 } }],
      nodes: [{ ...stamp, node: { kind: 'document', id: b, title: 'another', type: 'x' } }, { ...stamp, node: { kind: 'message', id: 999, timestampMs: 1 } }],
      edges: [
        { ...stamp, edge: { source, target, type: 'depends_on', strength: 1, automatic: false } },
        { ...stamp, edge: { source: target, target: source, type: 'invented', strength: 1, automatic: false } },
        { ...stamp, edge: { source: { kind: 'concept', id: 't' }, target: source, type: 'odd', strength: 1, automatic: false } },
      ],
    });
    expect(await linesOf(graph)).not.toEqual(level);
    expect((await projection.reconcile()).repaired).toBeGreaterThan(3);
    expect(await linesOf(graph)).toEqual(level);
    expect(await projection.reconcile()).toMatchObject({ repaired: 0 });
  });
});

describe('the writer', () => {
  it('keeps the graph level, and only one of two writes', async () => {
    await using record = await openRecord();
    await using graph = createMemoryGraph();
    const leases = createMemoryLeaseStore();
    const writers = [1, 2].map(() => startGraphWriter({ record, store: graph, logger: silent, inTurn: turnOf(leases), pollMs: 5, lingerMs: 50 }));
    const [a, b] = [await store(record, 'a', 'one'), await store(record, 'b', 'two')];
    for (let n = 0; n < 20; n += 1) {
      await relate(record, a, b, n / 20);
      await store(record, `m${n % 3}`, `text ${n}`, ['t']);
    }
    await untilLevel(record, graph);
    expect(await linesOf(graph)).toEqual(await linesOfRecord(record));
    await Promise.all(writers.map((writer) => writer.close()));
    await leases.close();
  });

  it('notices that the graph was emptied, though nothing happens in the record', async () => {
    await using record = await openRecord();
    await using graph = createMemoryGraph();
    await store(record, 'a', 'one', ['t']);
    const writer = startGraphWriter({ record, store: graph, logger: silent, inTurn: turnOf(), pollMs: 5, lookMs: 20, lingerMs: 50 });
    await untilLevel(record, graph);
    await graph.clear();
    await untilLevel(record, graph);
    expect(await linesOf(graph)).toEqual(await linesOfRecord(record));
    await writer.close();
  });

  it('takes over from one that stopped without a word, whose late work changes nothing', async () => {
    await using record = await openRecord();
    await using graph = createMemoryGraph();
    await store(record, 'a', 'one');
    const stopped = projectionOf(record, graph);
    await stopped.catchUp();
    await store(record, 'b', 'two');
    const writer = startGraphWriter({ record, store: graph, logger: silent, inTurn: turnOf(), pollMs: 5 });
    await untilLevel(record, graph);
    expect((await graph.cursor()).epoch).toBeGreaterThan(1);
    await store(record, 'c', 'three');
    await expect(stopped.catchUp()).rejects.toMatchObject({ code: expect.stringMatching(/LTMC_LEASE_LOST|LTMC_GRAPH_OUT_OF_STEP/u) });
    await untilLevel(record, graph);
    expect(await linesOf(graph)).toEqual(await linesOfRecord(record));
    await writer.close();
  });

  it.each([
    ['one that is not there in one line, without the stacks of its driver', 'LTMC_GRAPH_UNAVAILABLE', 'connect ECONNREFUSED'],
    ['any other failure with all that is known of it', 'LTMC_INTERNAL', expect.any(LtmcError) as unknown],
  ] as const)('tells of %s', async (_what, code, cause) => {
    await using record = await openRecord();
    await using graph = createMemoryGraph();
    const failing: GraphStore = { ...graph, cursor: () => Promise.reject(new LtmcError(code, 'no answer', { cause: new Error('connect ECONNREFUSED') })) };
    const warnings: unknown[] = [];
    const writer = startGraphWriter({ record, store: failing, logger: { ...silent, warn: (_message, fields) => warnings.push(fields) }, inTurn: turnOf(), pollMs: 5 });
    await vi.waitFor(() => expect(warnings).toEqual([{ code, why: 'no answer', cause }]));
    await writer.close();
  });
});
