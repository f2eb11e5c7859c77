import { copyFile, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LtmcError } from '@ltmc/contracts';
import { describe, expect, it } from 'vitest';
import { createSqliteMaintenance, openSqliteRecord } from '../src/index.js';
import { EVERYTHING, version } from './fixture.js';
import { temporaryFolder } from './temporary-folder.js';

const PAGE_BYTES = 4096;
const MEMORIES = 60;
/** Every so many pages one is tried, so that tables, indexes and full text all have their turn. */
const STRIDE = 7;
const textOf = (n: number): string => `memory ${n} ${'some text '.repeat(120)}end${n}`;

async function filledFile(): Promise<string> {
  const path = join(await temporaryFolder(), 'record.db');
  await using record = await openSqliteRecord({ path });
  for (let n = 0; n < MEMORIES; n += 1) await record.storeVersion(version(`m-${n}`, textOf(n)));
  return path;
}

/** A copy with one page overwritten; nobody has it open. */
async function damagedCopy(path: string, page: number): Promise<string> {
  const copy = join(await temporaryFolder(), 'record.db');
  await copyFile(path, copy);
  const file = await open(copy, 'r+');
  await file.write(Buffer.alloc(PAGE_BYTES, 0xa5), 0, PAGE_BYTES, page * PAGE_BYTES);
  await file.close();
  return copy;
}

/** What went against the promise: a call either gives what was stored, or the one code. */
async function faultsOf(path: string): Promise<{ refused: boolean; faults: unknown[] }> {
  const faults: unknown[] = [];
  const attempt = async <T>(call: () => Promise<T>, isRight: (found: T) => boolean): Promise<void> => {
    try {
      const found = await call();
      if (!isRight(found)) faults.push(found);
    } catch (error) {
      if (!LtmcError.is(error) || error.code !== 'LTMC_STORE_CORRUPT' || /SELECT|INSERT|\//u.test(error.message)) faults.push(error);
    }
  };
  let refused = true;
  await attempt(async () => {
    await using record = await openSqliteRecord({ path });
    refused = false;
    for (let n = 0; n < MEMORIES; n += 1) await attempt(() => record.getVersion('n', { fileName: `m-${n}` }), (found) => found?.content === textOf(n));
    await attempt(() => record.searchText('memory', EVERYTHING, 100), (hits) => hits.length === MEMORIES);
    await attempt(() => record.readChunks({ chunkIds: [1, 20, 40] }, EVERYTHING), (chunks) => chunks.length === 3 && chunks.every(({ content }) => /^memory \d+ .*end\d+$/u.test(content)));
    await attempt(() => record.listResources(EVERYTHING, { limit: 100 }), ({ resources }) => resources.length === MEMORIES);
    await attempt(() => record.changesAfter(0, 1000), (changes) => changes.length === MEMORIES);
    await attempt(() => record.storeVersion(version('new', 'a new text')), ({ kind }) => kind === 'written');
  }, () => true);
  return { refused, faults };
}

describe('a damaged page in the middle of the file', () => {
  it('is a clear error of the calls that meet it, and never a wrong answer; check finds it', async () => {
    const path = await filledFile();
    const pages = (await readFile(path)).length / PAGE_BYTES;
    const wrong: unknown[] = [];
    const unnoticed: number[] = [];
    let [checked, refusedAtOnce] = [0, 0];
    for (let page = 2; page < pages; page += STRIDE) {
      const copy = await damagedCopy(path, page);
      const { refused, faults } = await faultsOf(copy);
      wrong.push(...faults.map((fault) => [page, fault]));
      const { problems } = await createSqliteMaintenance({ path: copy }).check().catch((error: unknown) => ({ problems: [error] }));
      if (problems.length === 0) unnoticed.push(page);
      checked += 1;
      refusedAtOnce += Number(refused);
    }
    expect({ wrong, unnoticed }).toEqual({ wrong: [], unnoticed: [] });
    expect(checked).toBeGreaterThan(10);
    expect(refusedAtOnce).toBeLessThan(checked); // most of it can still be read
  }, 120_000);
});
