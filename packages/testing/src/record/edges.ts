import { expect, it } from 'vitest';
import { memories, relate, related, relation } from './edges-fixture.js';
import { NAMESPACE, store, version, type OpenRecord } from './fixture.js';

/** Relations between memories: stating them, and what forgetting does to them. */
export function edgeContract(open: OpenRecord): void {
  it('keeps a relation with all it says', async () => {
    await using record = await open();
    const [a = 0, b = 0] = await memories(record, 'a', 'b');
    const input = relation(a, b, { strength: 0.25, metadata: { why: 'ü' }, agentId: 'agent' });
    const { relations, created } = await relate(record, [input], 2000);
    expect(relations).toEqual([{ ...input, relationshipId: expect.any(Number), revision: 1, createdAtMs: 2000 }]);
    expect(created).toBe(1);
    expect(await related(record, a)).toEqual([`document:${a} -depends_on 0.25-> document:${b}`]);
    expect(await record.edges.types(NAMESPACE)).toEqual(['depends_on']);
    expect([await record.edges.count(NAMESPACE, a), await record.edges.count(NAMESPACE, b), await record.edges.count('other', a)]).toEqual([1, 1, 0]);
  });

  it('has one relation per source, target and type; stated again it says what was said last', async () => {
    await using record = await open();
    const [a = 0, b = 0] = await memories(record, 'a', 'b');
    const first = await relate(record, [relation(a, b), relation(b, a), relation(a, b, { type: 'part_of' })], 2000);
    const again = await relate(record, [relation(a, b, { strength: 0.75 })], 3000);
    expect([first.created, again.created]).toEqual([3, 0]);
    expect(again.relations).toMatchObject([{ relationshipId: first.relations[0]?.relationshipId, strength: 0.75, revision: 2, createdAtMs: 2000 }]);
    expect(await related(record, a)).toHaveLength(3);
  });

  it('never changes what was stated by what was found; what was found may be stated', async () => {
    await using record = await open();
    const [a = 0, b = 0] = await memories(record, 'a', 'b');
    await relate(record, [relation(a, b, { strength: 0.5, agentId: 'agent' })]);
    const found = await relate(record, [relation(a, b, { strength: 0.9, automatic: true }), relation(b, a, { strength: 0.9, automatic: true })]);
    expect(found.relations).toMatchObject([{ strength: 0.5, automatic: false, agentId: 'agent' }, { strength: 0.9, automatic: true }]);
    const stated = await relate(record, [relation(b, a, { strength: 0.1 })]);
    expect(stated.relations).toMatchObject([{ strength: 0.1, automatic: false, revision: 2 }]);
  });

  it('logs a change for each memory whose relations changed, and none where nothing did', async () => {
    await using record = await open();
    const [a = 0, b = 0, c = 0] = await memories(record, 'a', 'b', 'c');
    const before = await record.lastSeq();
    await relate(record, [relation(a, b), relation(a, c), relation(b, c)], 2000);
    const changes = await record.changesAfter(before, 10);
    expect(changes.map(({ kind, op, resourceId, atMs }) => [kind, op, resourceId, atMs])).toEqual([['edge', 'linked', a, 2000], ['edge', 'linked', b, 2000]]);
    await relate(record, [relation(a, b), relation(a, c, { automatic: true })], 3000);
    expect(await record.lastSeq()).toBe(before + 2);
    expect(await record.kindVersions(NAMESPACE, ['edge'])).toEqual([before + 2]);
  });

  it('relates nothing when one of the memories is not there', async () => {
    await using record = await open();
    const [a = 0, b = 0] = await memories(record, 'a', 'b');
    const elsewhere = await store(record, version('a', 'text', { namespace: 'other' }));
    const attempt = record.edges.relate(NAMESPACE, [relation(a, b), relation(a, elsewhere.resourceId)], 2000);
    await expect(attempt).rejects.toMatchObject({ code: 'LTMC_NOT_FOUND', details: { resource_ids: [elsewhere.resourceId] } });
    await record.forget(NAMESPACE, { fileName: 'b' }, { atMs: 3000 });
    await expect(record.edges.relate(NAMESPACE, [relation(a, b)], 4000)).rejects.toMatchObject({ code: 'LTMC_NOT_FOUND' });
    await expect(record.edges.relate(NAMESPACE, [relation(a, a, { strength: 1.5 })], 4000)).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
    expect(await record.edges.types(NAMESPACE)).toEqual([]);
  });

  it('relates once per idempotency key', async () => {
    await using record = await open();
    const [a = 0, b = 0] = await memories(record, 'a', 'b');
    const claim = { tool: 'link', key: 'k', bodyHash: 'h', answer: ({ created }: { readonly created: number }) => `made ${created}` };
    expect(await record.edges.relate(NAMESPACE, [relation(a, b)], 2000, claim)).toMatchObject({ kind: 'written', result: { created: 1 } });
    expect(await record.edges.relate(NAMESPACE, [relation(a, b)], 3000, claim)).toEqual({ kind: 'replayed', answer: 'made 1' });
    await expect(record.edges.relate(NAMESPACE, [relation(a, b)], 3000, { ...claim, bodyHash: 'other' })).rejects.toMatchObject({ code: 'LTMC_IDEMPOTENCY_CONFLICT' });
  });

  it('forgets relations with either of their memories and brings them back, counting them', async () => {
    await using record = await open();
    const [a = 0, b = 0, c = 0] = await memories(record, 'a', 'b', 'c');
    await relate(record, [relation(a, b), relation(b, c), relation(c, a)]);
    const all = await related(record, a, b, c);
    expect(await record.forget(NAMESPACE, { fileName: 'a' }, { dryRun: true, atMs: 3000 })).toMatchObject({ result: { links: 2 } });
    expect(await related(record, a, b, c)).toEqual(all);
    expect(await record.forget(NAMESPACE, { fileName: 'a' }, { atMs: 3000 })).toMatchObject({ result: { links: 2 } });
    expect(await related(record, a, b, c)).toEqual([`document:${b} -depends_on 0.5-> document:${c}`]);
    expect(await record.edges.count(NAMESPACE, b)).toBe(1);
    expect(await record.forget(NAMESPACE, { fileName: 'b' }, { atMs: 3500 })).toMatchObject({ result: { links: 1 } });
    expect(await record.undoForget(NAMESPACE, { fileName: 'a' }, { notBeforeMs: 0, atMs: 4000 })).toMatchObject({ result: { links: 1 } });
    expect(await related(record, a, b, c)).toEqual([`document:${c} -depends_on 0.5-> document:${a}`]);
    await record.undoForget(NAMESPACE, { fileName: 'b' }, { notBeforeMs: 0, atMs: 5000 });
    expect(await related(record, a, b, c)).toEqual(all);
  });

  it('keeps the relations of what was forgotten from a newer version under its name', async () => {
    await using record = await open();
    const [a = 0, b = 0] = await memories(record, 'a', 'b');
    await relate(record, [relation(a, b)]);
    await store(record, version('b', 'a newer text', { recordedAtMs: 2500 }));
    expect(await related(record, a)).toHaveLength(1);
    await record.forget(NAMESPACE, { fileName: 'b' }, { atMs: 3000 });
    await store(record, version('b', 'something else', { recordedAtMs: 4000 }));
    expect([await related(record, a), await record.edges.count(NAMESPACE, a)]).toEqual([[], 0]);
    const { created, relations } = await relate(record, [relation(a, b, { strength: 1 })], 5000);
    expect([created, relations[0]?.createdAtMs]).toEqual([1, 5000]);
    expect(await related(record, b)).toEqual([`document:${a} -depends_on 1-> document:${b}`]);
  });

  it('purges relations for good', async () => {
    await using record = await open();
    const [a = 0, b = 0, c = 0] = await memories(record, 'a', 'b', 'c');
    await relate(record, [relation(a, b), relation(b, c)]);
    await record.forget(NAMESPACE, { fileName: 'b' }, { atMs: 3000 });
    expect(await record.forget(NAMESPACE, { fileName: 'b' }, { purge: true, atMs: 4000 })).toMatchObject({ result: { links: 2 } });
    expect(await record.undoForget(NAMESPACE, { fileName: 'b' }, { notBeforeMs: 0, atMs: 5000 })).toBeUndefined();
    await store(record, version('b', 'text of b', { recordedAtMs: 6000 }));
    expect([await related(record, a, c), await record.edges.types(NAMESPACE)]).toEqual([[], []]);
  });
}
