import { execFile } from 'node:child_process';
import { chmod, mkdir, truncate, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { LockRequest } from '@ltmc/contracts';
import { openSqliteCoordination, openSqliteLeaseStore } from '../src/index.js';
import { foreign, tamper } from './foreign-program.js';
import { start } from './processes.js';
import { freshPath } from './temporary-folder.js';

const ANN: LockRequest = { owner: 'ann', mode: 'exclusive', ttlMs: 60_000 };
const run = promisify(execFile);

describe('the coordination file', () => {
  it('keeps what was stored over closing and opening', async () => {
    const path = await freshPath();
    for (const version of [1, 2, 3]) {
      await using store = await openSqliteCoordination({ path });
      expect(await store.space('a').state('session').put('s', { version })).toEqual({ written: true, version });
      expect(await store.space('a').stream('s').append({})).toBe(version);
    }
  });

  it('of a version with leases alone keeps them', async () => {
    const path = await freshPath();
    const old = await openSqliteLeaseStore({ path });
    await old.acquire('writer', { owner: 'ann', ttlMs: 60_000, epochAbove: 6 });
    await old.close();
    // As the version before made it.
    await tamper(path, `
      DROP TABLE machine; DROP TABLE totals; DROP TABLE state; DROP TABLE former_versions; DROP TABLE members; DROP TABLE locks; DROP TABLE streams;
      DROP TABLE events; DROP TABLE readers; DROP TABLE counters; DROP TABLE popularity; DROP TABLE popularity_owners; PRAGMA user_version = 1`);
    await using store = await openSqliteCoordination({ path });
    expect(await store.leases.holder('writer')).toMatchObject({ owner: 'ann', epoch: 7 });
    expect(await store.space('a').locks.acquire('a', ANN)).toMatchObject({ granted: true, grant: { fence: 1 } });
  });

  it.each([
    ['LTMC_STORE_FOREIGN', 'CREATE TABLE other (x)'],
    ['LTMC_STORE_NEWER', `PRAGMA application_id = ${0x4c544d63}; PRAGMA user_version = 99; CREATE TABLE x (y)`],
  ])('of another program or version is refused: %s', async (code, script) => {
    const path = await freshPath();
    await mkdir(dirname(path));
    await tamper(path, script);
    await expect(openSqliteCoordination({ path })).rejects.toMatchObject({ code });
  });

  it.each(['no database '.repeat(400), 'SQLite format 3\0'.repeat(300)])('that is damaged is named so', async (content) => {
    const path = await freshPath();
    await mkdir(dirname(path));
    await writeFile(path, content);
    const lines: string[] = [];
    const silent = (): void => undefined;
    const logger = { debug: silent, info: silent, warn: silent, error: (message: string) => { lines.push(message); } };
    const failure: unknown = await openSqliteCoordination({ path, logger }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'LTMC_STORE_CORRUPT', retryable: false });
    expect(String(failure)).not.toContain(path);
    expect(lines).toEqual(['the coordination file cannot be opened']);
  });

  it('that is damaged while it is open fails the calls, and says so in its health', async () => {
    const path = await freshPath();
    await using store = await openSqliteCoordination({ path });
    const space = store.space('a');
    await space.state('session').put('s', { text: 'x'.repeat(200_000) });
    await tamper(path, 'PRAGMA wal_checkpoint(TRUNCATE)');
    await truncate(path, 4096);
    await tamper(path, 'SELECT 1').catch(() => undefined);
    const outcomes = await Promise.allSettled([space.state('session').get('s'), space.state('session').put('s', {}), space.locks.acquire('a', ANN)]);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'LTMC_STORE_CORRUPT' } });
    expect(await store.health()).toEqual({ state: 'unavailable', why: expect.stringMatching(/damaged/u) });
    await space.locks.untilChanged('a', { waitMs: 10 });
  });

  it('that may not be written is called read-only', async (context) => {
    if (process.getuid?.() !== 0) return context.skip('only root can become a user who may not write');
    const path = await freshPath();
    await (await openSqliteCoordination({ path })).close();
    for (const [name, mode] of [[dirname(dirname(path)), 0o755], [dirname(path), 0o555], [path, 0o444]] as const) await chmod(name, mode);
    const script = start(`
      process.setuid(65534);
      const store = await openSqliteCoordination({ path }).catch((error) => error);
      await say(store.code ?? await store.space('a').state('session').put('s', {}).then(() => 'written', (error) => error.code));
      process.exit();`, path);
    expect(await script.finished).toEqual(['LTMC_STORE_READ_ONLY']);
  });

  it('on a full disk refuses the write, keeps what was stored, and goes on when there is room', async (context) => {
    const folder = dirname(await freshPath());
    await mkdir(folder);
    const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=700k', 'tmpfs', folder]).then(() => true, () => false);
    if (!mounted) return context.skip('this process may not mount a tmpfs');
    try {
      await using store = await openSqliteCoordination({ path: `${folder}/coordination.db` });
      const space = store.space('a');
      const large = { text: 'x'.repeat(260_000) };
      await space.state('session').put('small', { n: 1 });
      await expect((async () => { for (let n = 0; n < 9; n += 1) await space.state('session').put(`large ${n}`, large, { events: [{ stream: 's', body: { n } }] }); })()).rejects.toMatchObject({ code: 'LTMC_STORE_FULL', retryable: true });
      expect(await space.state('session').count()).toBe(1 + await space.stream('s').last());
      expect((await space.state('session').get('small'))?.fields).toEqual({ n: 1 });
      await run('mount', ['-o', 'remount,size=60m', folder]);
      expect(await space.state('session').put('after', large)).toEqual({ written: true, version: 1 });
    } finally {
      await run('umount', [folder]);
    }
  });
});

describe('while another program holds the lock', () => {
  it('reads go on, writes wait, and closing ends the wait', async () => {
    const path = await freshPath();
    const store = await openSqliteCoordination({ path });
    const space = store.space('a');
    await space.state('session').put('s', { n: 1 });
    let freed = false;
    let write: Promise<boolean> | undefined;
    await foreign(path, async (exec) => {
      await exec('BEGIN IMMEDIATE');
      write = space.state('session').put('s', { n: 2 }).then(() => freed);
      expect(await space.state('session').get('s')).toMatchObject({ version: 1 });
      freed = true;
      await exec('COMMIT');
    });
    expect(await write).toBe(true);
    await foreign(path, async (exec) => {
      await exec('BEGIN IMMEDIATE');
      const [outcome] = await Promise.allSettled([space.members('agent').join('ann', {}, { ttlMs: 1000 }), store.close()]);
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'LTMC_STORE_CLOSED' } });
    });
  });
});
