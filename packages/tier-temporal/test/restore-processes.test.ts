import { copyFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { createSqliteMaintenance, openSqliteRecord } from '../src/index.js';
import { names, version } from './fixture.js';
import { start } from './processes.js';
import { temporaryFolder } from './temporary-folder.js';

const IMPORT = `import { createSqliteMaintenance } from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)};`;

/** Opens the record, tells so, and does nothing. */
const IDLE = `
const record = await openSqliteRecord({ path });
console.log('open');
await new Promise((resolve) => setTimeout(resolve, 60_000));
`;

/** Restores, and kills itself where the argument says: \`step:share\`. */
const RESTORE_AND_DIE = `${IMPORT}
const [file, step, share] = args;
const onProgress = (progress) => {
  if (progress.step === step && progress.done >= progress.total * Number(share)) process.kill(process.pid, 'SIGKILL');
};
console.log(JSON.stringify(await createSqliteMaintenance({ path }).restore(file, { overwrite: true, onProgress })));
`;

const RESTORE = `${IMPORT}
try { console.log((await createSqliteMaintenance({ path }).restore(args[0], { overwrite: true })).replaced); } catch (error) { console.log(error.code); }
`;

/** Opens while a restore may be running, and stores. */
const OPEN_AND_STORE = `
const record = await openSqliteRecord({ path });
await record.storeVersion(version('from a server', 'words'));
console.log(record.recordId);
await record.close();
`;

let folder: string;
/** More than two steps of the copying of pages, 8 MiB each. */
const BIG = Array.from({ length: 20 }, (_part, index) => version(`big ${index}`, `${index} ${'lorem ipsum '.repeat(80_000)}`));

beforeAll(async () => {
  folder = await temporaryFolder();
  const path = join(folder, 'template.db');
  await using record = await openSqliteRecord({ path });
  for (const input of BIG) await record.storeVersion(input);
  await createSqliteMaintenance({ path }).backup(join(folder, 'backup.db'));
});

/** A small record of its own, and the big backup. */
async function scene(): Promise<{ path: string; file: string; former: string }> {
  const path = join(await temporaryFolder(), 'record.db');
  await using record = await openSqliteRecord({ path });
  await record.storeVersion(version('former', 'what was here before'));
  return { path, file: join(folder, 'backup.db'), former: record.recordId };
}

describe('restore beside other processes', () => {
  it('is refused while another process has the record open, even idle', async () => {
    const { path, file } = await scene();
    const idle = start(IDLE, path);
    while (idle.lines.length === 0) await sleep(10);
    expect((await start(RESTORE, path, file).finished).lines).toEqual(['LTMC_STORE_IN_USE']);
    await expect(createSqliteMaintenance({ path }).restore(file, { overwrite: true })).rejects.toMatchObject({ code: 'LTMC_STORE_IN_USE', retryable: true });
    idle.child.kill('SIGKILL');
    await idle.finished;
    await using record = await openSqliteRecord({ path });
    expect(await names(record)).toEqual(['former']);
    expect((await readdir(dirname(path))).filter((name) => !name.startsWith('record.db-'))).toEqual(['record.db']);
  });

  it('is refused while this process has it open', async () => {
    const { path, file } = await scene();
    await using record = await openSqliteRecord({ path });
    await expect(createSqliteMaintenance({ path }).restore(file, { overwrite: true })).rejects.toMatchObject({ code: 'LTMC_STORE_IN_USE' });
    await record.storeVersion(version('still', 'works'));
    expect(await names(record)).toEqual(['former', 'still']);
  });

  it('lets servers that start meanwhile wait, and they see the restored record', async () => {
    const { path, file, former } = await scene();
    const restoring = start(RESTORE, path, file);
    const servers: ReturnType<typeof start>[] = [];
    while (restoring.child.exitCode === null) {
      if (servers.length < 4) servers.push(start(OPEN_AND_STORE, path));
      await sleep(120);
    }
    const outcome = (await restoring.finished).lines[0];
    const finished = await Promise.all(servers.map(({ finished: ends }) => ends));
    expect(finished.map(({ stderr }) => stderr)).toEqual(servers.map(() => ''));
    await using record = await openSqliteRecord({ path });
    // A server may have been there first: then the restore was refused, and everything is as it was.
    const expected = outcome === 'record' ? BIG.length : 1;
    expect((await names(record)).filter((name) => name !== 'from a server')).toHaveLength(expected);
    expect(record.recordId === former).toBe(outcome !== 'record');
    expect((await createSqliteMaintenance({ path }).check()).problems).toEqual([]);
  });
});

describe('kill -9 in the middle of a restore', () => {
  it.each([
    ['copying', 0.5, false], ['checking', 0, false], ['replacing', 0.1, false], ['replacing', 0.6, false], ['replacing', 1, true],
  ])('while %s, at %f, leaves a whole record', async (step, share, restored) => {
    const { path, file, former } = await scene();
    expect((await start(RESTORE_AND_DIE, path, file, step, String(share)).finished).signal).toBe('SIGKILL');
    const record = await openSqliteRecord({ path });
    expect(await names(record)).toHaveLength(restored ? BIG.length : 1);
    expect(record.recordId === former).toBe(!restored);
    await record.close();
    expect((await createSqliteMaintenance({ path }).check()).problems).toEqual([]);
    expect((await start(RESTORE, path, file).finished).lines).toEqual(['record']);
  });

  it('leaves nothing or the new record where none was', async () => {
    const path = join(await temporaryFolder(), 'record.db');
    await start(RESTORE_AND_DIE, path, join(folder, 'backup.db'), 'checking', '0').finished;
    expect((await readdir(dirname(path))).filter((name) => name === 'record.db')).toEqual([]);
    expect((await start(RESTORE, path, join(folder, 'backup.db')).finished).lines).toEqual(['nothing']);
  });
});

it('a backup broken off by kill -9 leaves no file that could be taken for one', async () => {
  const target = join(await temporaryFolder(), 'b.db');
  await copyFile(join(folder, 'template.db'), `${target}.source`);
  const script = `${IMPORT}
  await createSqliteMaintenance({ path }).backup(args[0], { onProgress: ({ step }) => { if (step === 'checking') process.kill(process.pid, 'SIGKILL'); } });`;
  expect((await start(script, `${target}.source`, target).finished).signal).toBe('SIGKILL');
  expect((await readdir(dirname(target))).filter((name) => name === 'b.db' || name === 'b.db.sha256')).toEqual([]);
});
