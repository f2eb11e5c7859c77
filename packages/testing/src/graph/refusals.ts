import { expect, it } from 'vitest';
import type { GraphBatch, GraphStore } from '@ltmc/contracts';
import { chunk, concept, doc, edge, HERE, message, upsertEdges } from './fixture.js';

type Open = () => Promise<GraphStore>;

const GOOD = edge(doc(1), doc(2));
const MOVE = { recordId: 'record', epoch: 1, from: 0, to: 1 };

const WRONG: readonly (readonly [string, GraphBatch])[] = [
  ['an edge from a chunk', upsertEdges([edge(chunk(1), doc(1))])],
  ['an edge from a message to a document', upsertEdges([edge(message(1), doc(1), { type: 'x' })])],
  ['another type for a chunk of a document', upsertEdges([edge(doc(1), chunk(1), { type: 'x' })])],
  ['a strength above 1', upsertEdges([{ ...GOOD, strength: 1.01 }])],
  ['a strength that is no number', upsertEdges([{ ...GOOD, strength: Number.NaN }])],
  ['a type of 257 characters', upsertEdges([{ ...GOOD, type: 'x'.repeat(257) }])],
  ['a NUL in a name', upsertEdges([edge(doc(1), concept('a\0b'))])],
  ['id 0', upsertEdges([edge(doc(0), doc(1))])],
  ['revision 0', upsertEdges([GOOD], { revision: 0 })],
  ['an empty namespace', upsertEdges([GOOD], { namespace: '' })],
  ['a title with half a surrogate pair', { nodes: [{ namespace: HERE, revision: 1, node: { kind: 'document', id: 1, title: '\udc00', type: '' } }] }],
  ['a move backwards', { move: { ...MOVE, from: 5, to: 4 } }],
  ['an epoch below 0', { move: { ...MOVE, epoch: -1 } }],
  ['more than 10,000 entries', upsertEdges(Array.from({ length: 10_001 }, (_, at) => edge(doc(at + 1), doc(at + 2))))],
];

/** What no graph takes; a batch with it is refused as a whole. */
export function refusalContract(open: Open): void {
  it.each(WRONG)('refuses %s', async (_, { edges = [], ...batch }) => {
    await using store = await open();
    await expect(store.apply({ ...batch, edges: [...upsertEdges([edge(doc(5), doc(6))]).edges ?? [], ...edges] })).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT', retryable: false });
    expect(await store.counts(HERE)).toEqual({ nodes: 0, edges: 0 });
  });

  it('refuses pages that nobody gave', async () => {
    await using store = await open();
    for (const after of ['nonsense', '[1]', '-1', '{}']) await expect(store.listEdges({ namespace: HERE, limit: 5, after })).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
    await expect(store.listNodes({ namespace: HERE, limit: 0 })).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
  });
}
