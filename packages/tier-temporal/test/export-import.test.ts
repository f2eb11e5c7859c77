import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSqliteMaintenance, openSqliteRecord } from '../src/index.js';
import { names, version } from './fixture.js';
import { exported, fillRecord, MODEL, NASTY, overlapping, source, store } from './maintenance-fixture.js';
import { temporaryFolder } from './temporary-folder.js';

async function fresh(): Promise<{ path: string; maintenance: ReturnType<typeof createSqliteMaintenance> }> {
  const path = join(await temporaryFolder(), 'record.db');
  return { path, maintenance: createSqliteMaintenance({ path, clock: { nowMs: () => 50_000 } }) };
}

async function filled(): Promise<Awaited<ReturnType<typeof fresh>>> {
  const made = await fresh();
  await using record = await openSqliteRecord({ path: made.path });
  await fillRecord(record);
  return made;
}

const lines = (text: string): Record<string, unknown>[] => text.trimEnd().split('\n').map((line) => JSON.parse(line));

describe('export and import', () => {
  it.each([true, false])('round-trip everything, embeddings %s', async (embeddings) => {
    const [from, to] = [await filled(), await fresh()];
    const text = await exported(from.maintenance, { embeddings });
    const summary = await to.maintenance.importJsonLines(source(text));
    expect(summary).toEqual({ created: 5, extended: 0, unchanged: 0, versions: 8, embeddings: embeddings ? 1 : 0, embeddingsLeftOut: false });
    expect(await exported(to.maintenance, { embeddings })).toBe(text);
    expect((await to.maintenance.check()).problems).toEqual([]);
  });

  it('tells what a reader needs', async () => {
    const { maintenance } = await filled();
    const [header, first, ...rest] = lines(await exported(maintenance));
    expect(header).toEqual({ kind: 'header', format: 'ltmc-export', format_version: 1, embeddings: MODEL });
    expect(first).toMatchObject({ kind: 'version', namespace: 'n', file_name: 'notes/a.md', version: 1, content: NASTY, tags: ['x', 'y z'], agent_id: 'agent', recorded_at_ms: 1000, told_at_ms: 777 });
    expect(first).toMatchObject({ chunks: [{ start: 0, heading: null, embedding: Buffer.from(Float32Array.of(0.6, -0.8, 1e-7).buffer).toString('base64') }, { heading: 'Head > Sub' }] });
    expect(rest.at(-1)).toEqual({ kind: 'end', memories: 5, versions: 8 });
    expect(rest.filter(({ forgotten_at_ms: at }) => typeof at === 'number')).toHaveLength(2);
  });

  it('keeps times, history, what is forgotten, and the way back', async () => {
    const [from, to] = [await filled(), await fresh()];
    await to.maintenance.importJsonLines(source(await exported(from.maintenance)));
    await using record = await openSqliteRecord({ path: to.path });
    expect(await names(record)).toEqual(['half', 'notes/a.md', 'twice']);
    expect((await record.getVersion('n', { fileName: 'notes/a.md' }, { asOfMs: 1500 }))?.content).toBe(NASTY);
    expect(await record.searchText('gone', { namespace: 'n', validAtMs: 0 }, 5)).toEqual([]);
    const of = { namespace: 'n', validAtMs: 0, asOfMs: 1500, times: [{ fromMs: 777, untilMs: 778 }] };
    expect(await record.listResources(of, { limit: 5 })).toMatchObject({ totalCount: 1 });
    expect(await record.undoForget('n', { fileName: 'forgotten' }, { notBeforeMs: 3100, atMs: 9000 })).toMatchObject({ kind: 'written' });
    expect(await names(record)).toContain('forgotten');
    expect(await record.searchText('gone', { namespace: 'n', validAtMs: 0 }, 5)).toHaveLength(1);
  });

  it('exports one namespace and imports into another', async () => {
    const [from, to] = [await filled(), await fresh()];
    const text = await exported(from.maintenance, { namespace: 'other', embeddings: true });
    expect(lines(text)).toHaveLength(3);
    await to.maintenance.importJsonLines(source(text), { namespace: 'mine' });
    expect(lines(await exported(to.maintenance))[1]).toMatchObject({ namespace: 'mine', file_name: 'elsewhere' });
    await expect(exported(from.maintenance, { namespace: 'unknown' })).rejects.toMatchObject({ code: 'LTMC_NOT_FOUND' });
  });

  it('puts into a record in use beside what it has', async () => {
    const [from, to] = [await filled(), await fresh()];
    await using record = await openSqliteRecord({ path: to.path });
    await store(record, version('own', 'my own words'));
    const writing = (async () => { for (let index = 0; index < 50; index += 1) await store(record, version(`busy ${index}`, 'x')); })();
    await to.maintenance.importJsonLines(source(await exported(from.maintenance), 64));
    await writing;
    expect(await names(record)).toHaveLength(54);
    expect((await to.maintenance.check()).problems).toEqual([]);
  });

  it('leaves out embeddings of another model and queues their chunks', async () => {
    const [from, to] = [await filled(), await fresh()];
    const text = await exported(from.maintenance);
    const summary = await to.maintenance.importJsonLines(source(text), { fingerprint: 'model-b' });
    expect(summary).toMatchObject({ embeddings: 0, embeddingsLeftOut: true, versions: 8 });
    expect((await to.maintenance.check()).pendingChunks).toBe(5);
    const other = await fresh();
    await using record = await openSqliteRecord({ path: other.path });
    const { vectorIds } = await store(record, version('own', 'x'));
    await record.storeEmbeddings({ ...MODEL, id: 'model-c' }, [{ vectorId: vectorIds[0] ?? 0, vector: Float32Array.of(1, 0, 0) }], 1);
    expect(await other.maintenance.importJsonLines(source(text), { fingerprint: MODEL.id })).toMatchObject({ embeddings: 0, embeddingsLeftOut: true });
  });
});

describe('an import repeated', () => {
  it('changes nothing', async () => {
    const [from, to] = [await filled(), await fresh()];
    const text = await exported(from.maintenance);
    await to.maintenance.importJsonLines(source(text));
    expect(await to.maintenance.importJsonLines(source(text))).toMatchObject({ created: 0, extended: 0, unchanged: 5, versions: 0 });
    expect(await to.maintenance.importJsonLines(source(text), { merge: true })).toMatchObject({ created: 0, extended: 0, unchanged: 5, versions: 0 });
    expect(await exported(to.maintenance)).toBe(text);
  });

  it('passes over a memory that has gone on since', async () => {
    const { path, maintenance } = await filled();
    const text = await exported(maintenance);
    await using record = await openSqliteRecord({ path });
    await store(record, overlapping('notes/a.md', 'a third version', { recordedAtMs: 60_000 }));
    expect(await maintenance.importJsonLines(source(text))).toMatchObject({ unchanged: 5, versions: 0 });
    expect((await record.getVersion('n', { fileName: 'notes/a.md' }))?.content).toBe('a third version');
  });
});

describe('a memory with another history under the same name', () => {
  it('is refused, and nothing is imported', async () => {
    const [from, to] = [await filled(), await fresh()];
    await using record = await openSqliteRecord({ path: to.path });
    await store(record, version('half', 'my own half'));
    const importing = to.maintenance.importJsonLines(source(await exported(from.maintenance)));
    await expect(importing).rejects.toMatchObject({ code: 'LTMC_IMPORT_CONFLICT', details: { count: 1, file_names: ['half'] } });
    expect(await names(record)).toEqual(['half']);
  });

  it('is extended by the versions it lacks, which become the newest, when told to merge', async () => {
    const [from, to] = [await filled(), await fresh()];
    await using record = await openSqliteRecord({ path: to.path });
    const own = await store(record, version('half', 'my own half', { recordedAtMs: 40_000 }));
    const text = await exported(from.maintenance);
    expect(await to.maintenance.importJsonLines(source(text), { merge: true })).toMatchObject({ created: 4, extended: 1, unchanged: 0 });
    const history = await record.listVersions('n', own.resourceId);
    expect(history.map(({ version: number, recordedAtMs }) => [number, recordedAtMs])).toEqual([[2, 50_000], [1, 40_000]]);
    expect((await record.getVersion('n', { fileName: 'half' }))?.content).toBe('second half');
    expect((await record.getVersion('n', { fileName: 'half' }, { asOfMs: 45_000 }))?.content).toBe('my own half');
    expect(await to.maintenance.importJsonLines(source(text), { merge: true })).toMatchObject({ created: 0, extended: 0, unchanged: 5 });
    expect((await to.maintenance.check()).problems).toEqual([]);
  });

  it('keeps the times of versions that simply follow', async () => {
    const [from, to] = [await filled(), await fresh()];
    await to.maintenance.importJsonLines(source(await exported(from.maintenance)));
    await using origin = await openSqliteRecord({ path: from.path });
    await store(origin, version('half', 'third half', { recordedAtMs: 30_000 }));
    const text = await exported(from.maintenance);
    await expect(to.maintenance.importJsonLines(source(text))).rejects.toMatchObject({ code: 'LTMC_IMPORT_CONFLICT' });
    expect(await to.maintenance.importJsonLines(source(text), { merge: true })).toMatchObject({ extended: 1, unchanged: 4, versions: 1 });
    expect(await exported(to.maintenance)).toBe(text);
  });
});

it('round-trips any text (property)', async () => {
  const [from, to] = [await fresh(), await fresh()];
  const texts = fc.array(fc.string({ unit: 'binary', minLength: 2 }).filter((text) => !/[\p{Surrogate}\u0000]/u.test(text) && text.trim() !== ''), { minLength: 1, maxLength: 8 });
  let run = 0;
  await fc.assert(fc.asyncProperty(texts, fc.integer({ min: 1, max: 50 }), async (contents, pieceBytes) => {
    run += 1;
    const namespace = `run ${run}`;
    await using record = await openSqliteRecord({ path: from.path });
    for (const [index, content] of contents.entries()) await store(record, overlapping(`f${index % 3}`, content, { namespace, recordedAtMs: 1000 + index, tags: [content], metadata: { [content]: content } }));
    const text = await exported(from.maintenance, { namespace });
    await to.maintenance.importJsonLines(source(text, pieceBytes));
    expect(await exported(to.maintenance, { namespace })).toBe(text);
  }), { numRuns: 25 });
});
