import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { inspectDataFile, openSqliteRecord } from '../src/index.js';
import { temporaryFolder } from './temporary-folder.js';

const FUSE_FOLDER = fileURLToPath(new URL('fuse-folder.mjs', import.meta.url));

it('a data folder in a user-space file system, where locks do not hold, is refused, and why', async (context) => {
  const folder = await temporaryFolder();
  const server = spawn(process.execPath, [FUSE_FOLDER, folder], { stdio: ['ignore', 'pipe', 'ignore'] });
  const exited = once(server, 'exit');
  if ((await Promise.race([once(server.stdout, 'data').then(String), exited.then(() => 'ended')])) === 'ended') return context.skip('this process may not mount a file system');
  try {
    const path = join(folder, 'ltmc.db');
    const refused = { code: 'LTMC_STORE_NETWORK_FILE_SYSTEM', details: { fileSystem: 'FUSE' }, message: expect.stringMatching(/user-space file system \(FUSE\).*several processes.*local disk/u) };
    await expect(openSqliteRecord({ path })).rejects.toMatchObject(refused);
    await expect(openSqliteRecord({ path: join(folder, 'new', 'folder', 'ltmc.db') })).rejects.toMatchObject({ code: expect.stringMatching(/^LTMC_STORE_/u) });
    expect(JSON.stringify(await inspectDataFile(path))).toContain('FUSE');
  } finally {
    await promisify(execFile)('umount', ['-l', folder]);
    await exited;
  }
});
