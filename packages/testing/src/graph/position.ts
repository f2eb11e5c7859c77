import { expect, it } from 'vitest';
import type { GraphMove, GraphStore } from '@ltmc/contracts';
import { doc, edge, HERE, upsertEdges } from './fixture.js';

type Open = () => Promise<GraphStore>;

const RECORD = 'record-a';
const move = (from: number, to: number, { recordId = RECORD, epoch = 1 } = {}): { move: GraphMove } => ({ move: { recordId, epoch, from, to } });
const link = (target: number) => upsertEdges([edge(doc(1), doc(target))]);
const outOfStep = { code: 'LTMC_GRAPH_OUT_OF_STEP', retryable: true };

/** Where a graph stands, and that nobody writes past it. */
export function positionContract(open: Open): void {
  it('stands nowhere at first, and where the last batch put it', async () => {
    await using store = await open();
    expect(await store.cursor()).toEqual({ recordId: undefined, seq: 0, epoch: 0 });
    await store.apply({ ...link(2), ...move(0, 7) });
    await store.apply({ ...move(7, 7) });
    await store.apply(link(3));
    expect(await store.cursor()).toEqual({ recordId: RECORD, seq: 7, epoch: 1 });
    expect((await store.health()).cursor).toEqual({ recordId: RECORD, seq: 7, epoch: 1 });
  });

  it.each([
    ['begins later', move(9, 12)],
    ['begins earlier, as after a lost answer', move(0, 7)],
    ['comes from another record', move(7, 8, { recordId: 'record-b' })],
  ])('refuses a batch that %s, and applies nothing of it', async (_, wrong) => {
    await using store = await open();
    await store.apply({ ...link(2), ...move(0, 7) });
    await expect(store.apply({ ...link(3), ...wrong })).rejects.toMatchObject(outOfStep);
    expect(await store.counts(HERE)).toEqual({ nodes: 2, edges: 1 });
    expect(await store.cursor()).toEqual({ recordId: RECORD, seq: 7, epoch: 1 });
  });

  it('refuses a writer whose epoch is not the highest, and tells both', async () => {
    await using store = await open();
    await store.apply({ ...link(2), ...move(0, 7, { epoch: 3 }) });
    await expect(store.apply({ ...link(3), ...move(7, 9, { epoch: 2 }) })).rejects.toMatchObject({ code: 'LTMC_LEASE_LOST', details: { epoch: 2, highestEpoch: 3 } });
    await expect(store.clear({ epoch: 2 })).rejects.toMatchObject({ code: 'LTMC_LEASE_LOST' });
    await expect(store.clear({ epoch: 2, namespace: HERE })).rejects.toMatchObject({ code: 'LTMC_LEASE_LOST' });
    expect(await store.counts(HERE)).toEqual({ nodes: 2, edges: 1 });
    await store.apply({ ...link(4), ...move(7, 9, { epoch: 4 }) });
    expect(await store.cursor()).toEqual({ recordId: RECORD, seq: 9, epoch: 4 });
  });

  it('lets one of two writers in who begin at the same place', async () => {
    await using store = await open();
    const tries = await Promise.allSettled([store.apply({ ...link(2), ...move(0, 5) }), store.apply({ ...link(3), ...move(0, 6) })]);
    expect(tries.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(tries.find(({ status }) => status === 'rejected')).toMatchObject({ reason: outOfStep });
    expect((await store.counts(HERE)).edges).toBe(1);
  });

  it('goes back to nowhere when everything is cleared, but remembers the epoch', async () => {
    await using store = await open();
    await store.apply({ ...link(2), ...move(0, 7, { epoch: 3 }) });
    await store.clear({ namespace: 'other', epoch: 3 });
    expect(await store.cursor()).toEqual({ recordId: RECORD, seq: 7, epoch: 3 });
    await store.clear({ epoch: 5 });
    expect(await store.cursor()).toEqual({ recordId: undefined, seq: 0, epoch: 5 });
    await expect(store.apply({ ...link(3), ...move(0, 1, { epoch: 4 }) })).rejects.toMatchObject({ code: 'LTMC_LEASE_LOST' });
    await store.apply({ ...link(3), ...move(0, 2, { recordId: 'record-b', epoch: 5 }) });
    expect(await store.cursor()).toEqual({ recordId: 'record-b', seq: 2, epoch: 5 });
  });

  it('answers one who needs the newest only when it has it', async () => {
    await using store = await open();
    const ask = (seq: number, recordId = RECORD) => store.neighbours({ namespace: HERE, node: doc(1), atLeast: { recordId, seq } });
    await expect(ask(0)).rejects.toMatchObject(outOfStep);
    await store.apply({ ...link(2), ...move(0, 7) });
    expect((await ask(7)).found).toHaveLength(1);
    expect((await ask(3)).found).toHaveLength(1);
    await expect(ask(8)).rejects.toMatchObject(outOfStep);
    await expect(ask(3, 'record-b')).rejects.toMatchObject(outOfStep);
    const atLeast = { recordId: RECORD, seq: 8 };
    await expect(store.statistics({ namespace: HERE, atLeast })).rejects.toMatchObject(outOfStep);
    await expect(store.degrees({ namespace: HERE, nodes: [doc(1)], atLeast })).rejects.toMatchObject(outOfStep);
  });
}
