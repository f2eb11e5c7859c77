import { execFile } from 'node:child_process';
import { copyFile, open, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { familyOf } from '../src/signatures/signature-names.js';
import { createSignaturePlace } from '../src/signatures/signature-place.js';
import { SILENT } from '../src/sqlite/open-record.js';
import { onlyFile, openSignatures, signature, signatureFiles, whole } from './signature-fixture.js';
import { temporaryFolder } from './temporary-folder.js';

const IDS = Array.from({ length: 200 }, (_, index) => index + 1);
/** After so long every store has looked at its file again. */
const LOOKED_MS = 1100;

async function filled(recordId = 'record'): Promise<string> {
  const folder = await temporaryFolder();
  await using store = openSignatures(folder, { recordId });
  await store.put(IDS.map((id) => signature(id)));
  return folder;
}

async function flipBytes(path: string, from: number, count: number): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const bytes = Buffer.alloc(count);
    await file.read(bytes, 0, count, from);
    await file.write(bytes.map((byte) => byte ^ 0x55), 0, count, from);
  } finally {
    await file.close();
  }
}

/** By another process: closing the file here would drop SQLite's locks. */
async function elsewhere(script: string, ...args: string[]): Promise<void> {
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', `import * as fs from 'node:fs'; const [a, b] = process.argv.slice(1); ${script}`, ...args]);
}

describe('a file that was harmed while nobody had it open', () => {
  it.each<[string, (path: string) => Promise<void>]>([
    ['cut to a part of a page', (path) => truncate(path, 20_000)],
    ['cut to nothing', (path) => truncate(path, 0)],
    ['overwritten at its beginning', (path) => flipBytes(path, 0, 200)],
    ['no database at all', (path) => writeFile(path, 'not a database, and longer than a header of SQLite is. '.repeat(400))],
    ['gone', (path) => rm(path)],
    ['overwritten in the pages of the tables', (path) => flipBytes(path, 8192, 4000)],
  ])('%s: what is lost reads as missing, and is kept when put again', async (_, harm) => {
    const folder = await filled();
    await harm(await onlyFile(folder));
    await using store = openSignatures(folder);
    const left = await whole(store, IDS);
    const read = await store.read(IDS);
    expect(read.filter((held) => held !== undefined)).toHaveLength(left.length);
    await store.put(IDS.map((id) => signature(id)));
    expect(await whole(store, IDS)).toEqual(IDS);
    await using again = openSignatures(folder);
    expect(await whole(again, IDS)).toEqual(IDS);
    expect(await signatureFiles(folder)).toHaveLength(1);
  });

  it('one flipped bit costs one signature, which is told', async () => {
    const folder = await filled();
    const path = await onlyFile(folder);
    const { size } = await stat(path);
    await flipBytes(path, size - 100, 1);
    await using store = openSignatures(folder);
    const left = await whole(store, IDS);
    expect(left).toHaveLength(IDS.length - 1);
    expect((await store.read(IDS)).filter((held) => held === undefined)).toHaveLength(1);
    expect(store.losses).toBe(1);
    expect(await store.count()).toBe(IDS.length - 1);
  });

  it('one of another record in its place is of no use, however well it reads', async () => {
    const [folder, other] = [await filled(), await filled('another record')];
    await copyFile(await onlyFile(other), await onlyFile(folder));
    await using store = openSignatures(folder);
    expect(await whole(store, IDS)).toEqual([]);
    await store.put([signature(3)]);
    expect(await whole(store, IDS)).toEqual([3]);
  });

  it('is made anew a few times, and not for ever on a disk that damages everything', async () => {
    const folder = await temporaryFolder();
    const place = createSignaturePlace({ folder, family: familyOf('record', 'space'), identity: 'record space', logger: SILENT });
    const damaged = Object.assign(new Error('database disk image is malformed'), { code: 'SQLITE_CORRUPT' });
    const codes: unknown[] = [];
    for (let time = 0; time < 7; time += 1) await place.use(() => Promise.reject(damaged)).catch((error: { code?: string }) => codes.push(error.code));
    expect(codes).toEqual([...Array.from({ length: 5 }, () => 'SQLITE_CORRUPT'), 'LTMC_INDEX_UNAVAILABLE', 'LTMC_INDEX_UNAVAILABLE']);
    expect(await signatureFiles(folder)).toHaveLength(1);
    await place.close();
  });
});

describe('a file that is harmed while a store has it open', () => {
  it.each<[string, (path: string) => Promise<void>]>([
    ['deleted with the folder', (path) => elsewhere('fs.rmSync(a.replace(/[^/]*$/, ""), { recursive: true })', path)],
    ['deleted', (path) => rm(path)],
    ['moved away', (path) => rename(path, `${path}.moved`)],
  ])('%s: a new one is made within a second or so, and other processes have the same', async (_, harm) => {
    const folder = await filled();
    await using store = openSignatures(folder);
    expect(await whole(store, IDS)).toEqual(IDS);
    await harm(await onlyFile(folder));
    await sleep(LOOKED_MS);
    await store.put([signature(7)]);
    expect(store.losses).toBeGreaterThan(0);
    await using other = openSignatures(folder);
    expect([await whole(store, IDS), await whole(other, IDS)]).toEqual([[7], [7]]);
  });

  it.each<[string, string]>([
    ['cut', 'fs.truncateSync(a, 9000)'],
    ['overwritten', 'fs.writeFileSync(a, "x".repeat(40000))'],
  ])('%s: no call fails, what is lost reads as missing', async (_, script) => {
    const folder = await filled();
    await using store = openSignatures(folder);
    expect(await store.position()).toEqual({ seq: 0, atMs: 0 });
    await elsewhere(script, await onlyFile(folder));
    await store.read(IDS);
    await store.put(IDS.map((id) => signature(id)));
    expect(await whole(store, IDS)).toEqual(IDS);
  });

  it('another store finds the new one that the first has made', async () => {
    const folder = await filled();
    await using one = openSignatures(folder);
    await using two = openSignatures(folder);
    expect([await whole(one, [1]), await whole(two, [1])]).toEqual([[1], [1]]);
    await one.clear();
    await one.put([signature(5)]);
    await sleep(LOOKED_MS);
    expect(await whole(two, IDS)).toEqual([5]);
    expect([one.losses, two.losses]).toEqual([0, 1]);
  });
});
