import { expect, it } from 'vitest';
import type { GraphEdge, GraphStore } from '@ltmc/contracts';
import { allEdges } from './compare-graphs.js';
import { chunk, concept, doc, edge, HERE, message, STORY, THERE, upsertEdges } from './fixture.js';

type Open = () => Promise<GraphStore>;

const LINK = edge(doc(1), doc(2), { type: 'depends_on', strength: 0.5 });
const at = (revision: number) => ({ namespace: HERE, revision });
const edgesOf = (store: GraphStore): Promise<GraphEdge[]> => allEdges(store, HERE);
const nodesOf = async (store: GraphStore) => (await store.listNodes({ namespace: HERE, limit: 100 })).nodes;

export function writingContract(open: Open): void {
  edgeWrites(open);
  nodeWrites(open);
  removals(open);
  clearing(open);
}

function edgeWrites(open: Open): void {
  it('is seen by everything asked after it', async () => {
    await using store = await open();
    await store.apply(upsertEdges([LINK]));
    expect(await edgesOf(store)).toEqual([LINK]);
    expect(await store.counts(HERE)).toEqual({ nodes: 2, edges: 1 });
  });

  it('changes nothing when it comes twice', async () => {
    await using store = await open();
    await store.apply(upsertEdges(STORY));
    await store.apply(upsertEdges(STORY));
    expect(await edgesOf(store)).toHaveLength(STORY.length);
  });

  it('lets a higher or equal revision replace what is there, a lower one never', async () => {
    await using store = await open();
    const strengths = async (revision: number, strength: number): Promise<number[]> => {
      await store.apply(upsertEdges([{ ...LINK, strength, automatic: strength < 0.5 }], { revision }));
      return (await edgesOf(store)).map((edge) => edge.strength);
    };
    expect(await strengths(5, 0.5)).toEqual([0.5]);
    expect(await strengths(4, 0.1)).toEqual([0.5]);
    expect(await strengths(5, 0.6)).toEqual([0.6]);
    expect(await strengths(9, 0.25)).toEqual([0.25]);
    expect((await edgesOf(store))[0]?.automatic).toBe(true);
  });

  it('takes the highest revision of several in one batch, and the last of equals', async () => {
    await using store = await open();
    const entry = (revision: number, strength: number) => ({ ...at(revision), edge: { ...LINK, strength } });
    await store.apply({ edges: [entry(2, 0.1), entry(3, 0.2), entry(3, 0.3), entry(1, 0.4)] });
    expect((await edgesOf(store)).map(({ strength }) => strength)).toEqual([0.3]);
  });

  it('keeps edges of several types between two nodes, and both directions, apart', async () => {
    await using store = await open();
    const edges = [LINK, { ...LINK, type: 'references' }, edge(doc(2), doc(1), { type: 'depends_on' })];
    await store.apply(upsertEdges(edges));
    await store.apply({ removeEdges: [{ ...at(1), source: doc(1), target: doc(2), type: 'references' }] });
    expect(await edgesOf(store)).toEqual([LINK, edges[2]]);
  });
}

function nodeWrites(open: Open): void {
  it('keeps what nodes show, beside edges that come before or after', async () => {
    await using store = await open();
    await store.apply(upsertEdges([edge(doc(1), chunk(10))]));
    const nodes = [{ kind: 'document', id: 1, title: 'Invoice', type: 'note' }, { kind: 'chunk', id: 10, vectorId: 99 }, { kind: 'message', id: 3, timestampMs: 1_700_000_000_123 }, { kind: 'concept', id: 'tax' }] as const;
    await store.apply({ nodes: nodes.map((node) => ({ ...at(2), node })) });
    await store.apply(upsertEdges([edge(message(3), chunk(10))], { revision: 3 }));
    expect(new Set(await nodesOf(store))).toEqual(new Set(nodes));
    expect(await store.counts(HERE)).toEqual({ nodes: 4, edges: 2 });
  });

  it('lets no lower revision change a node', async () => {
    await using store = await open();
    const titles = async (revision: number, title: string) => {
      await store.apply({ nodes: [{ ...at(revision), node: { kind: 'document', id: 1, title, type: 'note' } }] });
      return (await nodesOf(store)).map((node) => (node.kind === 'document' ? node.title : ''));
    };
    expect(await titles(5, 'new')).toEqual(['new']);
    expect(await titles(4, 'old')).toEqual(['new']);
    expect(await titles(6, 'newer')).toEqual(['newer']);
  });

  it('pages through nodes, each once', async () => {
    await using store = await open();
    await store.apply(upsertEdges(STORY));
    let page = await store.listNodes({ namespace: HERE, limit: 4 });
    expect(page.nodes).toHaveLength(4);
    const names: string[] = [];
    for (;;) {
      names.push(...page.nodes.map(({ kind, id }) => `${kind} ${id}`));
      if (page.next === undefined) break;
      page = await store.listNodes({ namespace: HERE, limit: 4, after: page.next });
    }
    expect(names.toSorted()).toEqual(['chunk 20', 'chunk 21', 'concept billing', 'concept tax', 'document 1', 'document 2', 'document 3', 'document 4', 'message 7', 'message 8']);
  });
}

function removals(open: Open): void {
  it('removes an edge unless it has a higher revision, and then the nodes that were only its ends', async () => {
    await using store = await open();
    const removal = { source: LINK.source, target: LINK.target, type: LINK.type };
    await store.apply(upsertEdges([LINK], { revision: 5 }));
    await store.apply({ nodes: [{ ...at(5), node: { kind: 'document', id: 1, title: 'kept', type: '' } }] });
    await store.apply({ removeEdges: [{ ...at(4), ...removal }] });
    expect(await edgesOf(store)).toEqual([LINK]);
    await store.apply({ removeEdges: [{ ...at(5), ...removal }, { ...at(5), source: doc(7), target: doc(8), type: 'x' }] });
    expect(await edgesOf(store)).toEqual([]);
    expect(await nodesOf(store)).toEqual([{ kind: 'document', id: 1, title: 'kept', type: '' }]);
  });

  it('leaves no tag behind that nothing carries', async () => {
    await using store = await open();
    await store.apply(upsertEdges([edge(doc(1), concept('a')), edge(doc(2), concept('a')), edge(doc(1), concept('b'))]));
    await store.apply({ removeNodes: [{ ...at(2), node: doc(1) }] });
    expect(await nodesOf(store)).toEqual([{ kind: 'concept', id: 'a' }, { kind: 'document', id: 2, title: '', type: '' }]);
    await store.apply({ removeEdges: [{ ...at(2), source: doc(2), target: concept('a'), type: 'tagged' }] });
    expect(await store.counts(HERE)).toEqual({ nodes: 0, edges: 0 });
  });

  it('removes a node with all its edges, unless it has a higher revision', async () => {
    await using store = await open();
    await store.apply({ ...upsertEdges(STORY), nodes: [{ ...at(6), node: { kind: 'document', id: 2, title: 'two', type: '' } }] });
    await store.apply({ removeNodes: [{ ...at(5), node: doc(2) }] });
    expect(await edgesOf(store)).toHaveLength(STORY.length);
    await store.apply({ removeNodes: [{ ...at(6), node: doc(2) }, { ...at(6), node: doc(77) }] });
    expect(await edgesOf(store)).toHaveLength(STORY.length - 5);
    expect((await store.edges({ namespace: HERE, nodes: [doc(2)] })).found).toEqual([]);
  });

  it('removes before it writes', async () => {
    await using store = await open();
    await store.apply(upsertEdges([LINK], { revision: 5 }));
    await store.apply({ removeNodes: [{ ...at(6), node: doc(1) }], ...upsertEdges([{ ...LINK, strength: 0.75 }], { revision: 3 }) });
    expect(await edgesOf(store)).toEqual([{ ...LINK, strength: 0.75 }]);
  });

  it('stays in its namespace', async () => {
    await using store = await open();
    await store.apply({ edges: [HERE, THERE].map((namespace) => ({ namespace, revision: 1, edge: LINK })) });
    await store.apply({ removeNodes: [{ ...at(9), node: doc(1) }], removeEdges: [{ ...at(9), source: doc(1), target: doc(2), type: LINK.type }] });
    expect(await store.counts(HERE)).toEqual({ nodes: 0, edges: 0 });
    expect(await allEdges(store, THERE)).toEqual([LINK]);
  });
}

function clearing(open: Open): void {
  it('clears a namespace, or everything', async () => {
    await using store = await open();
    await store.apply({ edges: [HERE, THERE].map((namespace) => ({ namespace, revision: 1, edge: LINK })), nodes: [{ ...at(1), node: { kind: 'message', id: 1, timestampMs: 5 } }] });
    await store.clear({ namespace: HERE });
    expect([await store.counts(HERE), await store.counts(THERE)]).toEqual([{ nodes: 0, edges: 0 }, { nodes: 2, edges: 1 }]);
    await store.clear();
    expect(await store.counts(THERE)).toEqual({ nodes: 0, edges: 0 });
  });
}
