import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { RecordStore } from '@ltmc/contracts';
import { createSqliteMaintenance, openSqliteRecord } from '../src/index.js';
import { connect } from '../src/sqlite/binding.js';
import { migrate, readMarks } from '../src/sqlite/migrate.js';
import { loadSqliteModule } from '../src/sqlite/native-module.js';
import { FENCE_TABLE } from '../src/sqlite/schema/fences.js';
import { MIGRATIONS, RECORD_SCHEMA } from '../src/sqlite/schema/migrations.js';
import { filesWith } from './files-with.js';
import { names, version } from './fixture.js';
import { exported, source } from './maintenance-fixture.js';
import { run, start } from './processes.js';
import { temporaryFolder } from './temporary-folder.js';

const NAME = 'memory:plans for the garden';
const STALE = { code: 'LTMC_FENCE_STALE' };

async function freshPath(): Promise<string> {
  return join(await temporaryFolder(), 'record.db');
}

function write(record: RecordStore, token: number, fileName = 'a.md'): Promise<unknown> {
  return record.fenced({ name: NAME, token }).storeVersion(version(fileName, `by ${token}`));
}

/** Digests of the files, read by another process: closing a file of a record here would drop SQLite's locks. */
async function digests(folder: string): Promise<string> {
  const { stdout } = await promisify(execFile)('sh', ['-c', 'sha256sum "$0"/record.db "$0"/record.db-wal', folder]);
  return stdout;
}

describe('two handles on one record', () => {
  it('see each other\'s tokens at once', async () => {
    const path = await freshPath();
    await using one = await openSqliteRecord({ path });
    await using two = await openSqliteRecord({ path });
    await write(one, 2);
    await expect(write(two, 1)).rejects.toMatchObject(STALE);
    expect(await write(two, 2)).toMatchObject({ kind: 'written', result: { unchanged: true } });
    expect(await two.fences.raise('n', { name: NAME, token: 3 })).toBe(2);
    await expect(write(one, 2)).rejects.toMatchObject(STALE);
    expect(await one.fences.highest('n', NAME)).toBe(3);
  });
});

it('a refused write leaves every byte of the record as it was', async () => {
  const path = await freshPath();
  await using record = await openSqliteRecord({ path });
  await write(record, 5);
  const before = await digests(join(path, '..'));
  await expect(write(record, 4, 'other.md')).rejects.toMatchObject(STALE);
  expect(await record.fences.raise('n', { name: NAME, token: 4 })).toBe(5);
  expect(await digests(join(path, '..'))).toBe(before);
  await write(record, 5, 'other.md');
  expect(await digests(join(path, '..'))).not.toBe(before);
});

/** Writes with the tokens given and tells what became of each; `raise N` as a grant. */
const STEPS = `
const record = await openSqliteRecord({ path });
const name = ${JSON.stringify(NAME)};
for (const step of args) {
  const token = Number(step.replace('raise ', ''));
  const done = step.startsWith('raise') ? record.fences.raise('n', { name, token }) : record.fenced({ name, token }).storeVersion(version('a.md', process.pid + ' by ' + token));
  console.log(await done.then(() => 'ok', (error) => error.code));
}
`;

describe('several processes', () => {
  it('a grant that was acknowledged holds after kill -9', async () => {
    const path = await freshPath();
    const killed = start(`${STEPS}setInterval(() => undefined, 1000);`, path, 'raise 3', '3', 'raise 7');
    while (killed.lines.length < 3) await sleep(5);
    killed.child.kill('SIGKILL');
    expect(await killed.finished).toMatchObject({ signal: 'SIGKILL', lines: ['ok', 'ok', 'ok'] });
    expect(await run(`${STEPS}await record.close();`, path, '6', '7', '3', '8', '7')).toEqual(['LTMC_FENCE_STALE', 'ok', 'LTMC_FENCE_STALE', 'ok', 'LTMC_FENCE_STALE']);
  });

  it('writing at once: the tokens of the versions never fall', async () => {
    const path = await freshPath();
    await (await openSqliteRecord({ path })).close();
    const script = `
      const record = await openSqliteRecord({ path });
      const seed = Number(args[0]);
      let accepted = 0;
      for (let step = 0; step < 60; step += 1) {
        const token = 1 + step + ((step * 7 + seed * 13) % 11);
        await record.fenced({ name: 'lock', token }).storeVersion(version('a.md', token + ' ' + seed + ' ' + step)).then(() => { accepted += 1; }, (error) => {
          if (error.code !== 'LTMC_FENCE_STALE') throw error;
        });
      }
      console.log(accepted);
      await record.close();`;
    const accepted = await Promise.all([1, 2, 3].map((seed) => run(script, path, String(seed))));
    await using record = await openSqliteRecord({ path });
    const { resourceId } = await record.getVersion('n', { fileName: 'a.md' }) ?? { resourceId: 0 };
    const versions = await record.listVersions('n', resourceId);
    expect(versions).toHaveLength(accepted.flat().reduce((sum, count) => sum + Number(count), 0));
    const tokens: number[] = [];
    for (const { version: number } of versions.toReversed()) tokens.push(Number.parseInt((await record.getVersion('n', { resourceId }, { version: number }))?.content ?? '', 10));
    expect(tokens).toEqual(tokens.toSorted((a, b) => a - b));
    expect(await record.fences.highest('n', 'lock')).toBe(tokens.at(-1));
  });
});

describe('the table of fences', () => {
  it('is added to an older record, whose content stays', async () => {
    const path = await freshPath();
    await writeFile(path, '', { mode: 0o600 });
    const connection = await connect({ module: await loadSqliteModule(), path });
    const without = MIGRATIONS.slice(0, MIGRATIONS.findIndex(({ script }) => script === FENCE_TABLE));
    await migrate(connection, new AbortController().signal, { ...RECORD_SCHEMA, migrations: without });
    await connection.exec("INSERT INTO namespaces (name) VALUES ('old')");
    expect(await readMarks(connection)).toMatchObject({ version: without.length });
    await connection.close();
    await using record = await openSqliteRecord({ path });
    expect(await record.namespaces()).toEqual(['old']);
    await write(record, 2);
    await expect(write(record, 1)).rejects.toMatchObject(STALE);
  });

  it('keeps no name: a purge leaves nothing of it', async () => {
    const path = await freshPath();
    await using record = await openSqliteRecord({ path });
    await write(record, 2, 'plans for the garden');
    expect(await filesWith(join(path, '..'), 'plans for the garden')).not.toEqual([]);
    await record.fenced({ name: NAME, token: 2 }).forget('n', { fileName: 'plans for the garden' }, { purge: true, atMs: 2000 });
    expect(await filesWith(join(path, '..'), 'plans for the garden')).toEqual([]);
    expect(await record.fences.highest('n', NAME)).toBe(2);
  });

  it('is in a backup; an import lowers nothing; a check finds nothing amiss', async () => {
    const path = await freshPath();
    const maintenance = createSqliteMaintenance({ path });
    {
      await using record = await openSqliteRecord({ path });
      await write(record, 9);
    }
    const backup = join(path, '..', 'backup.db');
    await maintenance.backup(backup);
    const restored = await freshPath();
    await createSqliteMaintenance({ path: restored }).restore(backup);
    await using copy = await openSqliteRecord({ path: restored });
    expect(await copy.fences.highest('n', NAME)).toBe(9);

    const other = await freshPath();
    await using into = await openSqliteRecord({ path: other });
    await into.fences.raise('n', { name: NAME, token: 12 });
    await createSqliteMaintenance({ path: other }).importJsonLines(source(await exported(maintenance)));
    expect(await names(into)).toEqual(['a.md']);
    expect(await into.fences.highest('n', NAME)).toBe(12);
    expect((await createSqliteMaintenance({ path: other }).check()).problems).toEqual([]);
  });

  it('holds the digest of the name alone', async () => {
    const path = await freshPath();
    await using record = await openSqliteRecord({ path });
    await write(record, 3);
    const connection = await connect({ module: await loadSqliteModule(), path });
    const rows = await connection.all('SELECT namespace, hex(name_hash) AS hash, highest FROM fences');
    await connection.close();
    expect(rows).toEqual([{ namespace: 'n', hash: createHash('sha256').update(NAME).digest('hex').toUpperCase(), highest: 3 }]);
  });
});
