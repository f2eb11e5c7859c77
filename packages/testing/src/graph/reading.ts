import { expect, it } from 'vitest';
import type { GraphEdge, GraphReader, GraphRef } from '@ltmc/contracts';
import { allEdges } from './compare-graphs.js';
import { chunk, concept, doc, edge, HERE, message, STORY, THERE } from './fixture.js';

/** Opens a graph that holds these edges in the two namespaces of {@link HERE} and {@link THERE}. */
export type OpenGraph = (edges: { readonly here?: readonly GraphEdge[]; readonly there?: readonly GraphEdge[] }) => Promise<GraphReader>;

const LINKS = { namespace: HERE, relations: ['RELATED_TO'] } as const;
const refs = (found: readonly { readonly node: GraphRef }[]): GraphRef[] => found.map(({ node }) => node);

export function edgesContract(open: OpenGraph): void {
  it('gives each edge once, also one between two of the nodes, strongest first', async () => {
    await using graph = await open({ here: STORY });
    const { found, truncated } = await graph.edges({ ...LINKS, nodes: [doc(1), doc(2)] });
    expect(found).toEqual([STORY[4], STORY[3], STORY[1], STORY[2], STORY[0]]);
    expect(truncated).toBe(false);
  });

  it.each<[string, object, number[]]>([
    ['outward', { direction: 'out' }, [4, 1, 0]],
    ['inward', { direction: 'in' }, [3]],
    ['of some types', { types: ['depends_on', 'part_of'] }, [3, 0]],
    ['of no type', { types: [] }, []],
    ['of some relations', { relations: ['HAS_CHUNK', 'REFERENCES'] }, []],
    ['automatic ones', { automatic: true }, [1]],
    ['stated ones', { automatic: false }, [4, 3, 0]],
  ])('gives only those asked for: %s', async (_, filter, expected) => {
    await using graph = await open({ here: STORY });
    const { found } = await graph.edges({ namespace: HERE, nodes: [doc(1)], ...filter });
    expect(found).toEqual(expected.map((at) => STORY[at]));
  });

  it('tells chunks, messages and links apart by relation', async () => {
    await using graph = await open({ here: STORY });
    const count = async (nodes: readonly GraphRef[], relation: 'HAS_CHUNK' | 'REFERENCES' | 'RELATED_TO') => (await graph.edges({ namespace: HERE, nodes, relations: [relation] })).found.length;
    expect([await count([doc(2)], 'HAS_CHUNK'), await count([doc(2)], 'RELATED_TO'), await count([chunk(20)], 'REFERENCES'), await count([message(7)], 'REFERENCES')]).toEqual([2, 3, 1, 1]);
  });

  it('says when there were more', async () => {
    await using graph = await open({ here: STORY });
    expect(await graph.edges({ ...LINKS, nodes: [doc(1)], limit: 2 })).toEqual({ found: [STORY[4], STORY[3]], truncated: true });
    expect(await graph.edges({ namespace: HERE, nodes: [doc(99), concept('none')] })).toEqual({ found: [], truncated: false });
    expect(await graph.edges({ namespace: HERE, nodes: [] })).toEqual({ found: [], truncated: false });
  });

  it('keeps namespaces apart', async () => {
    await using graph = await open({ here: STORY, there: [edge(doc(1), doc(9), { strength: 0.25 })] });
    expect((await graph.edges({ namespace: THERE, nodes: [doc(1), doc(2)] })).found).toEqual([edge(doc(1), doc(9), { strength: 0.25 })]);
    expect(refs((await graph.neighbours({ namespace: HERE, node: doc(9), maxDepth: 5 })).found)).toEqual([]);
    expect((await graph.edges({ namespace: 'nowhere', nodes: [doc(1)] })).found).toEqual([]);
  });
}

export function neighboursContract(open: OpenGraph): void {
  it('gives the nearest first, then the strongest, each once, with the strongest of the shortest ways', async () => {
    await using graph = await open({ here: STORY });
    const { found } = await graph.neighbours({ ...LINKS, node: doc(1), maxDepth: 5, direction: 'out' });
    expect(found.map(({ node, depth, path }) => [node, depth, path.strength])).toEqual([
      [concept('billing'), 1, 1],
      [doc(2), 1, 0.9],
      [doc(3), 2, 0.9 * 0.8],
    ]);
    expect(found[2]?.path.hops).toEqual([
      { from: doc(1), to: doc(2), type: 'similar_content', strength: 0.9, automatic: true, direction: 'out' },
      { from: doc(2), to: doc(3), type: 'depends_on', strength: 0.8, automatic: false, direction: 'out' },
    ]);
  });

  it('goes no farther than asked', async () => {
    await using graph = await open({ here: [1, 2, 3, 4, 5, 6].map((at) => edge(doc(at), doc(at + 1))) });
    for (const maxDepth of [1, 2, 5]) expect(refs((await graph.neighbours({ ...LINKS, node: doc(1), maxDepth })).found)).toEqual([2, 3, 4, 5, 6].slice(0, maxDepth).map(doc));
    expect(refs((await graph.neighbours({ ...LINKS, node: doc(4) })).found)).toEqual([doc(3), doc(5)]);
  });

  it('walks against an edge as well, and says so', async () => {
    await using graph = await open({ here: STORY });
    const { found } = await graph.neighbours({ ...LINKS, node: doc(1), direction: 'in', maxDepth: 2 });
    expect(refs(found)).toEqual([doc(3), doc(2)]);
    expect(found[1]?.path.hops.map(({ direction }) => direction)).toEqual(['in', 'in']);
  });

  it('passes from messages over chunks to documents', async () => {
    await using graph = await open({ here: STORY });
    const { found } = await graph.neighbours({ namespace: HERE, node: message(7), maxDepth: 2 });
    expect(refs(found)).toEqual([chunk(20), doc(2)]);
    expect(found[1]?.path.strength).toBe(0.7);
  });

  it('ends at cycles and at edges that begin where they end', async () => {
    await using graph = await open({ here: [edge(doc(1), doc(1)), edge(doc(1), doc(2)), edge(doc(2), doc(1)), edge(doc(2), doc(2))] });
    expect(refs((await graph.neighbours({ ...LINKS, node: doc(1), maxDepth: 5 })).found)).toEqual([doc(2)]);
    expect((await graph.edges({ ...LINKS, nodes: [doc(1)] })).found).toHaveLength(3);
  });

  it('sorts what is equal by node: kind, then number, then code point', async () => {
    await using graph = await open({ here: [doc(10), doc(9), concept('\u{1f600}'), concept('\u{ff21}'), concept('b'), concept('a')].map((node) => edge(doc(1), node, { type: 'x' })) });
    const { found } = await graph.neighbours({ ...LINKS, node: doc(1) });
    expect(refs(found)).toEqual([concept('a'), concept('b'), concept('\u{ff21}'), concept('\u{1f600}'), doc(9), doc(10)]);
    expect(await graph.neighbours({ ...LINKS, node: doc(1), limit: 2 })).toEqual({ found: found.slice(0, 2), truncated: true });
  });
}

export function pathsContract(open: OpenGraph): void {
  it('gives every way that enters no node twice, shortest first, then strongest', async () => {
    await using graph = await open({ here: STORY });
    const { found, truncated } = await graph.paths({ ...LINKS, from: doc(1), to: doc(3) });
    expect(found.map(({ hops, strength }) => [hops.map(({ type }) => type), strength])).toEqual([
      [['part_of'], 1],
      [['similar_content', 'depends_on'], 0.9 * 0.8],
      [['depends_on', 'depends_on'], 0.4],
    ]);
    expect(truncated).toBe(false);
    expect(await graph.paths({ ...LINKS, from: doc(1), to: doc(3), limit: 2 })).toEqual({ found: found.slice(0, 2), truncated: true });
    expect((await graph.paths({ ...LINKS, from: doc(1), to: doc(3), direction: 'out', types: ['depends_on'] })).found).toEqual(found.slice(2));
  });

  it('finds a way of five hops and none of six', async () => {
    await using graph = await open({ here: [1, 2, 3, 4, 5, 6].map((at) => edge(doc(at), doc(at + 1), { strength: 0.5 })) });
    const five = await graph.shortestPath({ ...LINKS, from: doc(1), to: doc(6) });
    expect(five?.hops.map(({ to }) => to)).toEqual([2, 3, 4, 5, 6].map(doc));
    expect(five?.strength).toBe(0.5 ** 5);
    expect(await graph.shortestPath({ ...LINKS, from: doc(1), to: doc(7) })).toBeUndefined();
    expect(await graph.shortestPath({ ...LINKS, from: doc(1), to: doc(6), maxDepth: 4 })).toBeUndefined();
    expect(await graph.shortestPath({ ...LINKS, from: doc(6), to: doc(1), direction: 'out' })).toBeUndefined();
  });

  it('has no way from a node to itself', async () => {
    await using graph = await open({ here: STORY });
    expect(await graph.paths({ ...LINKS, from: doc(1), to: doc(1) })).toEqual({ found: [], truncated: false });
  });

  it('comes to an end in a dense graph, and says that there was more', async () => {
    const nodes = Array.from({ length: 25 }, (_, at) => doc(at + 1));
    await using graph = await open({ here: nodes.flatMap((from) => nodes.map((to) => edge(from, to, { strength: 0.5 }))) });
    const { found, truncated } = await graph.paths({ ...LINKS, from: doc(1), to: doc(2), limit: 500 });
    expect([found.length, truncated]).toEqual([500, true]);
    expect(found.slice(0, 3).map(({ hops }) => hops.length)).toEqual([1, 1, 2]);
  });
}

export function relatedContract(open: OpenGraph): void {
  it('scores by strength and by how rare what is shared is', async () => {
    await using graph = await open({ here: [
      edge(doc(1), concept('rare'), { strength: 0.5 }), edge(doc(2), concept('rare')),
      ...[1, 2, 3, 4].map((id) => edge(doc(id), concept('common'))),
    ] });
    const { found } = await graph.related({ ...LINKS, node: doc(1) });
    expect(found.map(({ node, shared }) => [node, shared])).toEqual([[doc(2), [concept('common'), concept('rare')]], [doc(3), [concept('common')]], [doc(4), [concept('common')]]]);
    expect(found.map(({ score }) => score)).toEqual([1 / Math.log(4) + 0.5 / Math.log(2), 1 / Math.log(4), 1 / Math.log(4)].map((score) => expect.closeTo(score, 12)));
  });

  it('follows the same direction from both', async () => {
    await using graph = await open({ here: [edge(doc(1), doc(9)), edge(doc(2), doc(9)), edge(doc(9), doc(3))] });
    expect(refs((await graph.related({ ...LINKS, node: doc(1), direction: 'out' })).found)).toEqual([doc(2)]);
    expect(refs((await graph.related({ ...LINKS, node: doc(1) })).found)).toEqual([doc(2), doc(3)]);
    expect((await graph.related({ ...LINKS, node: doc(1), limit: 1 })).truncated).toBe(true);
    expect((await graph.related({ ...LINKS, node: doc(77) })).found).toEqual([]);
  });
}

export function countContract(open: OpenGraph): void {
  it('counts the edges of each node asked for, in the order of asking', async () => {
    await using graph = await open({ here: [...STORY, edge(doc(5), doc(5))] });
    expect(await graph.degrees({ namespace: HERE, nodes: [doc(2), doc(77), chunk(20), doc(5)] })).toEqual([
      { node: doc(2), out: 3, in: 2 }, { node: doc(77), out: 0, in: 0 }, { node: chunk(20), out: 0, in: 2 }, { node: doc(5), out: 1, in: 1 },
    ]);
    expect(await graph.degrees({ ...LINKS, nodes: [doc(2)], direction: 'out' })).toEqual([{ node: doc(2), out: 1, in: 0 }]);
    expect(await graph.degrees({ namespace: HERE, nodes: [doc(2)], types: ['depends_on'] })).toEqual([{ node: doc(2), out: 1, in: 1 }]);
  });

  it('sums up a namespace', async () => {
    await using graph = await open({ here: STORY, there: [edge(doc(50), doc(51))] });
    expect(await graph.statistics({ namespace: HERE, limit: 3 })).toEqual({
      nodes: 10,
      edges: 11,
      types: [{ type: 'tagged', edges: 3 }, { type: 'depends_on', edges: 2 }, { type: 'has_chunk', edges: 2 }, { type: 'references', edges: 2 }, { type: 'part_of', edges: 1 }, { type: 'similar_content', edges: 1 }],
      mostConnected: [{ node: doc(2), out: 3, in: 2 }, { node: doc(1), out: 3, in: 1 }, { node: chunk(20), out: 0, in: 2 }],
    });
    expect(await graph.statistics({ namespace: 'nowhere' })).toEqual({ nodes: 0, edges: 0, types: [], mostConnected: [] });
  });
}

export function readerContract(open: OpenGraph): void {
  it.each([1, 3, 1000])('lists every edge of a namespace once, in pages of %i', async (limit) => {
    await using graph = await open({ here: STORY, there: [edge(doc(50), doc(51))] });
    const edges = await allEdges(graph, HERE, limit);
    expect(edges).toHaveLength(STORY.length);
    expect(new Set(edges.map((edge) => JSON.stringify(edge)))).toEqual(new Set(STORY.map((edge) => JSON.stringify(edge))));
    expect(await graph.listEdges({ namespace: 'nowhere', limit })).toEqual({ edges: [] });
  });

  it('loses no page between names that code points and UTF-16 units sort otherwise', async () => {
    const here = ['\u{1f600}', '\u{ff21}', 'a', '\u{1f601}', '\u{fffd}'].flatMap((name) => [edge(doc(1), concept(name)), edge(concept(name), doc(2))]);
    await using graph = await open({ here });
    const listed = (await allEdges(graph, HERE, 1)).map((edge) => JSON.stringify(edge)).toSorted();
    expect(listed).toEqual(here.map((edge) => JSON.stringify(edge)).toSorted());
  });

  it('says that it is well, and when it is closed that it is not', async () => {
    const graph = await open({ here: STORY });
    expect(await graph.health()).toMatchObject({ state: 'ok', latencyMs: expect.any(Number) });
    await graph.close();
    expect(await graph.health()).toMatchObject({ state: 'unavailable', why: expect.stringContaining('closed') });
  });

  it('closes twice without harm, then rejects', async () => {
    const graph = await open({ here: STORY });
    await graph.close().then(() => graph.close());
    const closed = { code: 'LTMC_STORE_CLOSED' };
    await expect(graph.edges({ namespace: HERE, nodes: [doc(1)] })).rejects.toMatchObject(closed);
    await expect(graph.neighbours({ namespace: HERE, node: doc(1) })).rejects.toMatchObject(closed);
    await expect(graph.statistics({ namespace: HERE })).rejects.toMatchObject(closed);
  });

  it('does nothing for a caller who has gone', async () => {
    await using graph = await open({ here: STORY });
    const gone = AbortSignal.abort(new Error('gone'));
    await expect(graph.neighbours({ namespace: HERE, node: doc(1), signal: gone })).rejects.toThrow('gone');
  });

  it.each<[string, (graph: GraphReader) => Promise<unknown>]>([
    ['maxDepth 0', (graph) => graph.neighbours({ namespace: HERE, node: doc(1), maxDepth: 0 })],
    ['maxDepth 6', (graph) => graph.paths({ namespace: HERE, from: doc(1), to: doc(2), maxDepth: 6 })],
    ['limit 0', (graph) => graph.edges({ namespace: HERE, nodes: [doc(1)], limit: 0 })],
    ['limit 10,001', (graph) => graph.related({ namespace: HERE, node: doc(1), limit: 10_001 })],
    ['an empty namespace', (graph) => graph.neighbours({ namespace: '', node: doc(1) })],
    ['a fraction for an id', (graph) => graph.neighbours({ namespace: HERE, node: doc(1.5) })],
    ['half a surrogate pair', (graph) => graph.neighbours({ namespace: HERE, node: concept('\ud800') })],
    ['an empty type', (graph) => graph.edges({ namespace: HERE, nodes: [doc(1)], types: [''] })],
  ])('refuses %s', async (_, ask) => {
    await using graph = await open({});
    await expect(ask(graph)).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT', retryable: false });
  });
}
