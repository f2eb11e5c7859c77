import { join } from 'node:path';
import sqlite3 from 'sqlite3';
import { describe, expect, it } from 'vitest';
import type { RecordStore } from '@ltmc/contracts';
import { createSqliteMaintenance, openSqliteRecord } from '../src/index.js';
import { version } from './fixture.js';
import { exported, source, store } from './maintenance-fixture.js';
import { temporaryFolder } from './temporary-folder.js';

const relation = (sourceId: number, targetId: number, type: string, automatic = false) => ({ sourceId, targetId, type, strength: 0.3, automatic, metadata: { why: 'ü' }, agentId: 'agent' });

/** Three memories; relations both ways, one of them forgotten. */
async function fill(record: RecordStore): Promise<void> {
  const [a, b, c] = [await store(record, version('a', 'one', { tags: ['x', 'y'] })), await store(record, version('b', 'two', { tags: ['x'] })), await store(record, version('c', 'three'))];
  await record.edges.relate('n', [relation(a.resourceId, b.resourceId, 'part_of'), relation(b.resourceId, a.resourceId, 'similar_content', true), relation(b.resourceId, c.resourceId, 'depends_on')], 2000);
  await record.edges.relate('n', [{ ...relation(a.resourceId, b.resourceId, 'part_of'), strength: 0.6 }], 2500);
  await record.forget('n', { fileName: 'c' }, { atMs: 3000 });
}

async function edges(record: RecordStore): Promise<unknown[]> {
  return (await record.edges.source().listEdges({ namespace: 'n', limit: 100 })).edges.map(({ source: from, target, type, strength, automatic }) => [from, target, type, strength, automatic]);
}

async function run(path: string, script: string): Promise<void> {
  const database = new sqlite3.Database(path);
  await new Promise<void>((resolve, reject) => { database.exec(script, (error) => (error ? reject(error) : resolve())); });
  await new Promise<void>((resolve) => { database.close(() => resolve()); });
}

describe('relations in an export', () => {
  it('come back with all they say, the forgotten ones too', async () => {
    const folder = await temporaryFolder();
    const [from, to] = [join(folder, 'from.db'), join(folder, 'to.db')];
    await using record = await openSqliteRecord({ path: from });
    await fill(record);
    const text = await exported(createSqliteMaintenance({ path: from }));
    const maintenance = createSqliteMaintenance({ path: to });
    await maintenance.importJsonLines(source(text));
    await using copy = await openSqliteRecord({ path: to });
    expect(await edges(copy)).toEqual(await edges(record));
    expect(await exported(maintenance)).toBe(text);
    expect((await copy.changesAfter(0, 100)).filter(({ kind }) => kind === 'edge')).toHaveLength(2);
    await copy.undoForget('n', { fileName: 'c' }, { notBeforeMs: 0, atMs: 4000 });
    expect(await copy.edges.types('n')).toEqual(['depends_on', 'part_of', 'similar_content']);
    expect(await edges(copy)).toHaveLength((await edges(record)).length + 2);
  });

  it('are added once, and change none that is there', async () => {
    const path = join(await temporaryFolder(), 'record.db');
    await using record = await openSqliteRecord({ path });
    await fill(record);
    const maintenance = createSqliteMaintenance({ path });
    const text = await exported(maintenance);
    const [a, b] = [await record.getVersion('n', { fileName: 'a' }), await record.getVersion('n', { fileName: 'b' })];
    await record.edges.relate('n', [{ ...relation(a?.resourceId ?? 0, b?.resourceId ?? 0, 'part_of'), strength: 1 }], 5000);
    const before = await edges(record);
    await maintenance.importJsonLines(source(text));
    expect(await edges(record)).toEqual(before);
  });

  it('are refused where they cannot be meant', async () => {
    const path = join(await temporaryFolder(), 'record.db');
    await using record = await openSqliteRecord({ path });
    await fill(record);
    const maintenance = createSqliteMaintenance({ path });
    const text = (await exported(maintenance)).replace('"strength":0.6', '"strength":6');
    await expect(maintenance.importJsonLines(source(text), { namespace: 'other' })).rejects.toMatchObject({ code: 'LTMC_IMPORT_INVALID' });
  });
});

describe('check', () => {
  it.each([
    ['relations', "INSERT INTO namespaces (name) VALUES ('z'); UPDATE edges SET namespace_id = (SELECT id FROM namespaces WHERE name = 'z') WHERE id = 1", 'of their namespace'],
    ['tags', "DELETE FROM resource_tags WHERE tag = 'x'", 'lead to none'],
    ['tags', "INSERT INTO resource_tags SELECT namespace_id, 'z', resource_id FROM resource_tags LIMIT 1", 'do not carry'],
  ])('sees %s that are not as they must be: %s', async (check, script, message) => {
    const path = join(await temporaryFolder(), 'record.db');
    await using record = await openSqliteRecord({ path });
    await fill(record);
    expect((await createSqliteMaintenance({ path }).check()).problems).toEqual([]);
    await run(path, script);
    expect((await createSqliteMaintenance({ path }).check()).problems).toEqual([expect.objectContaining({ check, message: expect.stringContaining(message) })]);
  });
});
