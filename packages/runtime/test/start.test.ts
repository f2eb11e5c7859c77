import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@ltmc/config';
import type { Logger } from '@ltmc/contracts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createRuntime } from '../src/index.js';

interface Line {
  readonly level: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

let folder: string;
let lines: Line[];
let logger: Logger;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ltmc-runtime-'));
  lines = [];
  const at = (level: string) => (_message: string, fields: Readonly<Record<string, unknown>> = {}): void => void lines.push({ level, fields });
  logger = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('the start line names the version it was given', async () => {
  await using runtime = createRuntime(loadConfig({ DB_PATH: join(folder, 'ltmc.db') }), { logger, version: '7.8.9' });
  expect(runtime.startLine).toMatch(/^LTMC 7\.8\.9 \| data /u);
});

it.each([
  ['a folder', 'LTMC_STORE_UNAVAILABLE', async () => folder],
  ['no database', 'LTMC_STORE_CORRUPT', async () => {
    const path = join(folder, 'notes.txt');
    await writeFile(path, 'my notes, '.repeat(1_000));
    return path;
  }],
])('a record that is %s is logged once, with its code and without a stack', async (_what, code, pathOf) => {
  const dbPath = await pathOf();
  await using runtime = createRuntime(loadConfig({ DB_PATH: dbPath }), { logger, version: '1.0.0' });
  await expect(runtime.open()).rejects.toMatchObject({ code });
  const told = lines.filter(({ level }) => level !== 'debug');
  expect(told).toEqual([{ level: 'error', fields: expect.objectContaining({ code, data_path: dbPath, why: expect.any(String), mend: expect.stringContaining('DB_PATH') }) }]);
  expect(Object.values(told[0]?.fields ?? {}).filter((field) => field instanceof Error || /\n\s+at /u.test(String(field)))).toEqual([]);
});
