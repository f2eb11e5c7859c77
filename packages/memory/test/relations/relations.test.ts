import { describe, expect, it } from 'vitest';
import { LtmcError, type GraphStore } from '@ltmc/contracts';
import { createTestEmbedder } from '@ltmc/embedding';
import { createEdgeGraph, createMemoryGraph } from '@ltmc/tier-graph';
import { openHnswVectorStore } from '@ltmc/tier-vector';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemory } from '../../src/create-memory.js';
import type { MemoryService } from '../../src/types.js';
import { silent } from '../open-memory.js';
import { openRecord, turnOf, untilLevel } from './graph-world.js';

const context = { namespace: 'n', principal: 'p' };

async function openWorld(options: { readonly store?: GraphStore; readonly nowMs?: () => number } = {}) {
  const nowMs = options.nowMs ?? (() => Date.now());
  const record = await openRecord();
  const folder = await mkdtemp(join(tmpdir(), 'ltmc-relations-'));
  const vectors = await openHnswVectorStore({ folder, recordId: record.recordId, logger: silent });
  const embedder = createTestEmbedder();
  const graph = { edges: createEdgeGraph(record.edges.source(nowMs)), ...(options.store && { store: options.store, inTurn: turnOf() }) };
  const memory = createMemory({ record, vectors, embedder, logger: silent, clock: { nowMs }, graph });
  return {
    memory, record,
    add: async (fileName: string, content: string, more: { tags?: string[]; expiresAtMs?: number } = {}) => {
      const stored = await memory.store(context, { fileName, content, wait: 'searchable', ...more });
      if ('replayed' in stored) throw new Error('no key was given');
      return stored.resourceId;
    },
    [Symbol.asyncDispose]: async () => {
      for (const one of [memory, vectors, embedder, record]) await one.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function ways(memory: MemoryService, name: string | number, maxDepth = 5): Promise<unknown[]> {
  const { related } = await memory.relations.neighbours(context, { memory: name, maxDepth });
  return related.map(({ fileName, depth, strength }) => [fileName, depth, Math.round(strength * 1000) / 1000]);
}

describe('relations', () => {
  it('lead over several steps, round cycles, with the strength of the whole way', async () => {
    await using world = await openWorld();
    const { memory, add } = world;
    for (const name of ['a', 'b', 'c', 'd']) await add(name, `text of ${name}`);
    for (const [source, target] of [['a', 'b'], ['b', 'c'], ['c', 'a'], ['c', 'd']] as const) await memory.relations.relate(context, { source, target, type: 'part_of', strength: 0.5 });
    await memory.relations.relate(context, { source: 'a', target: 'b', type: 'depends_on', strength: 0.75 });
    expect(await ways(memory, 'a', 1)).toEqual([['b', 1, 0.75], ['b', 1, 0.5], ['c', 1, 0.5]]);
    expect(await ways(memory, 'a')).toEqual([['b', 1, 0.75], ['b', 1, 0.5], ['c', 1, 0.5], ['d', 2, 0.25]]);
    const { related } = await memory.relations.neighbours(context, { memory: 'd', maxDepth: 5, types: ['part_of'] });
    expect(related.at(-1)?.path.map(({ direction }) => direction)).toHaveLength(2);
    await expect(memory.relations.neighbours(context, { memory: 'none' })).rejects.toMatchObject({ code: 'LTMC_NOT_FOUND' });
    await expect(memory.relations.relate(context, { source: 'a', target: 'a', type: 'part_of' })).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
    await expect(memory.relations.relate(context, { source: 'a', target: 'b', type: 'tagged' })).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
  });

  it('take a number for an id before a name', async () => {
    await using world = await openWorld();
    const first = await world.add('notes', 'one');
    await world.add(String(first), 'named like the id of another');
    await world.add('2031', 'a year');
    const { sourceId, targetId } = await relateIds(world.memory, String(first), '2031');
    expect(sourceId).toBe(first);
    expect(targetId).toBe((await world.memory.get(context, { fileName: '2031' })).resourceId);
  });

  it('found by likeness are not doubled, from neither side, and never replace a stated one', async () => {
    await using world = await openWorld();
    const { memory, add } = world;
    const text = 'the ferry to the island leaves at dawn every day';
    const [a, b] = [await add('a', text), await add('b', `${text} but sunday`)];
    await add('c', 'invoices are paid in march');
    const first = await memory.relations.autoLink(context, { memory: 'a', threshold: 0.7 });
    expect(first).toMatchObject({ created: 1, similar: [{ resourceId: b, type: 'similar_content' }] });
    expect(await memory.relations.autoLink(context, { memory: 'a', threshold: 0.7 })).toMatchObject({ created: 0 });
    expect(await memory.relations.autoLink(context, { memory: 'b', threshold: 0.7 })).toMatchObject({ created: 0, similar: [{ resourceId: a }] });
    expect(await memory.relations.count(context, a)).toBe(1);
    await memory.relations.relate(context, { source: a, target: b, type: 'similar_content', strength: 0.125 });
    await memory.relations.autoLink(context, { memory: 'b', threshold: 0 });
    expect((await ways(memory, 'a', 1)).find((way) => Array.isArray(way) && way[0] === 'b')).toEqual(['b', 1, 0.125]);
  });
});

describe('who answers', () => {
  it('is the server once it is level, the record while it is behind or away, which is said', async () => {
    await using graph = createMemoryGraph();
    let away = false;
    const store: GraphStore = {
      ...graph,
      edges: (query) => (away ? Promise.reject(new LtmcError('LTMC_GRAPH_UNAVAILABLE', 'away')) : graph.edges(query)),
      apply: (batch) => (away ? Promise.reject(new LtmcError('LTMC_GRAPH_UNAVAILABLE', 'away')) : graph.apply(batch)),
    };
    await using world = await openWorld({ store });
    const { memory, record, add } = world;
    await add('a', 'one');
    await add('b', 'two');
    await memory.relations.relate(context, { source: 'a', target: 'b', type: 'part_of' });
    await untilLevel(record, graph);
    expect(await memory.relations.neighbours(context, { memory: 'a' })).toMatchObject({ source: 'memory', related: [{ fileName: 'b' }] });
    away = true;
    await memory.relations.relate(context, { source: 'b', target: 'a', type: 'part_of' });
    const answer = await memory.relations.neighbours(context, { memory: 'a', maxDepth: 1 });
    expect(answer).toMatchObject({ source: 'edges', degraded: ['graph'] });
    expect(answer.related).toHaveLength(2);
    expect((await memory.health()).graph).toMatchObject({ lagChanges: expect.any(Number) });
    away = false;
    await untilLevel(record, graph);
    expect(await memory.relations.neighbours(context, { memory: 'a' })).toMatchObject({ source: 'memory' });
  });

  it('leads round what has expired, whoever answers', async () => {
    let nowMs = 1_000_000;
    await using graph = createMemoryGraph();
    await using world = await openWorld({ store: graph, nowMs: () => nowMs });
    const { memory, record, add } = world;
    for (const name of ['a', 'c', 'd', 'e']) await add(name, `text of ${name}`);
    await add('b', 'short lived', { expiresAtMs: 2_000_000 });
    for (const [source, target] of [['a', 'b'], ['b', 'c'], ['a', 'd'], ['d', 'e'], ['e', 'c']] as const) await memory.relations.relate(context, { source, target, type: 'part_of' });
    await untilLevel(record, graph);
    expect(await ways(memory, 'a')).toContainEqual(['c', 2, 1]);
    nowMs = 3_000_000;
    expect(await ways(memory, 'a')).toEqual([['d', 1, 1], ['e', 2, 1], ['c', 3, 1]]);
  });
});

async function relateIds(memory: MemoryService, source: string, target: string): Promise<{ sourceId: number; targetId: number }> {
  const related = await memory.relations.relate(context, { source, target, type: 'part_of' });
  if ('replayed' in related) throw new Error('no key was given');
  return related;
}
