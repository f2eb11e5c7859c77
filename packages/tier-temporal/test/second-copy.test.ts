import { cp, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { requireOneCopy } from '../src/sqlite/native-module.js';
import { start } from './processes.js';
import { temporaryFolder } from './temporary-folder.js';

const require = createRequire(import.meta.url);

it('refuses a process that has loaded another copy of the native module, and says what to do', async () => {
  const folder = await temporaryFolder();
  const binding = join(dirname(require.resolve('sqlite3/package.json')), 'build', 'Release', 'node_sqlite3.node');
  const copy = join(folder, 'other', 'node_sqlite3.node');
  await mkdir(dirname(copy));
  await cp(binding, copy);
  const script = `
import { createRequire } from 'node:module';
createRequire('/')(args[0]);
await openSqliteRecord({ path }).catch((error) => console.log(error.code, error.message));
`;
  const { lines } = await start(script, join(folder, 'record.db'), copy).finished;
  expect(lines).toEqual([expect.stringMatching(/^LTMC_STORE_UNAVAILABLE Two copies of the package sqlite3 .*npm dedupe/)]);
});

it('takes one copy for one', () => {
  expect(() => requireOneCopy(['/a/node_sqlite3.node', '/a/other.node', '/a/index.js'])).not.toThrow();
});
