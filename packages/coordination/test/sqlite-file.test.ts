import { mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openSqliteLeaseStore } from '../src/index.js';
import { foreign } from './foreign-program.js';
import { freshPath } from './temporary-folder.js';

const ANN = { owner: 'ann', ttlMs: 60_000 };

describe('the file', () => {
  it('is for its owner only, with all that SQLite puts beside it', async () => {
    const path = await freshPath();
    await using store = await openSqliteLeaseStore({ path });
    await store.acquire('writer', ANN);
    const modes = await Promise.all([dirname(path), path, `${path}-wal`, `${path}-shm`].map(async (one) => (await stat(one)).mode & 0o777));
    expect(modes).toEqual([0o700, 0o600, 0o600, 0o600]);
  });

  it('keeps epochs over closing and opening', async () => {
    const path = await freshPath();
    for (const epoch of [1, 2, 3]) {
      await using store = await openSqliteLeaseStore({ path });
      const lease = await store.acquire('writer', ANN);
      expect(lease?.epoch).toBe(epoch);
      if (lease) await store.release(lease);
    }
  });

  it('is refused, and left as it is, when it belongs to something else', async () => {
    const path = await freshPath();
    await mkdir(dirname(path));
    await foreign(path, (exec) => exec('CREATE TABLE other (x)'));
    await expect(openSqliteLeaseStore({ path })).rejects.toMatchObject({ code: 'LTMC_STORE_FOREIGN' });
    await foreign(path, (exec) => exec('INSERT INTO other VALUES (1)'));
    await expect(stat(`${path}-wal`)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is refused when a newer LTMC wrote it', async () => {
    const path = await freshPath();
    await (await openSqliteLeaseStore({ path })).close();
    await foreign(path, (exec) => exec('PRAGMA user_version = 99'));
    await expect(openSqliteLeaseStore({ path })).rejects.toMatchObject({ code: 'LTMC_STORE_NEWER', details: { found: 99 } });
  });

  it('is called damaged when it is no database, and named in no message', async () => {
    const path = await freshPath();
    await mkdir(dirname(path));
    await writeFile(path, 'no database'.repeat(500));
    const failure: unknown = await openSqliteLeaseStore({ path }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'LTMC_STORE_CORRUPT', retryable: false });
    expect(String(failure)).not.toContain(path);
  });

  it('cannot be a folder', async () => {
    const path = await freshPath();
    await mkdir(path, { recursive: true });
    await expect(openSqliteLeaseStore({ path })).rejects.toMatchObject({ code: 'LTMC_STORE_UNAVAILABLE' });
  });
});

describe('while another program holds the lock', () => {
  it('reads go on, writes wait', async () => {
    const path = await freshPath();
    await using store = await openSqliteLeaseStore({ path });
    const lease = await store.acquire('writer', ANN);
    let freed = false;
    let other: Promise<boolean> | undefined;
    await foreign(path, async (exec) => {
      await exec('BEGIN IMMEDIATE');
      other = store.acquire('other', ANN).then(() => freed);
      expect(lease && await store.isCurrent(lease)).toBe(true);
      expect(await store.acquire('writer', ANN)).toBeUndefined();
      freed = true;
      await exec('COMMIT');
    });
    expect(await other).toBe(true);
  });

  it('closing ends the wait', async () => {
    const path = await freshPath();
    const store = await openSqliteLeaseStore({ path });
    await foreign(path, async (exec) => {
      await exec('BEGIN IMMEDIATE');
      const [outcome] = await Promise.allSettled([store.acquire('writer', ANN), store.close()]);
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'LTMC_STORE_CLOSED' } });
    });
  });
});

describe('time', () => {
  afterEach(() => { vi.useRealTimers(); });

  it('is not the wall clock, which may jump either way', async () => {
    await using store = await openSqliteLeaseStore({ path: await freshPath() });
    const lease = await store.acquire('writer', ANN);
    for (const jumpMs of [3_600_000, -3_600_000]) {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + jumpMs });
      expect(lease && await store.isCurrent(lease)).toBe(true);
      expect(await store.acquire('writer', { owner: 'ben', ttlMs: 1000 })).toBeUndefined();
      expect((await store.holder('writer'))?.expiresAtMs).toBeGreaterThan(Date.now());
      vi.useRealTimers();
    }
  });

  it('begins anew with a reboot: a grant from before it has ended', async () => {
    const path = await freshPath();
    await using store = await openSqliteLeaseStore({ path });
    const before = await store.acquire('writer', ANN);
    // As if the machine had been up for a month when it was granted.
    await foreign(path, (exec) => exec('UPDATE leases SET until_us = until_us + 30 * 86400 * 1000000'));
    expect(before && await store.isCurrent(before)).toBe(false);
    expect(await store.holder('writer')).toBeUndefined();
    expect(await store.acquire('writer', ANN)).toMatchObject({ epoch: 2 });
  });
});
