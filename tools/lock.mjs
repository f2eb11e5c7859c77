// Writes package-lock.json anew: npm run lock. Needed after a dependency changes, because `npm install` in a folder that has a node_modules drops the
// packages of other platforms from the lock file (npm/cli#4828), and then `npm ci` refuses it. npm 10 writes the one form that 10, 11 and 12 all accept.
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand, tail } from './bootstrap/run-command.mjs';
import { readWorkspace, report, ROOT } from './ci/workspace.mjs';

const WRITER = 'npm@10';
const READERS = ['npm@10', 'npm@11'];

const scratch = await mkdtemp(join(tmpdir(), 'ltmc-lock-'));
try {
  for (const path of ['', ...(await readWorkspace()).map((one) => one.path)]) {
    await mkdir(join(scratch, path), { recursive: true });
    await copyFile(join(ROOT, path, 'package.json'), join(scratch, path, 'package.json'));
  }
  const npm = (version, ...args) => runCommand('npx', ['--yes', version, ...args, '--ignore-scripts', '--loglevel=error'], { cwd: scratch });
  const problems = [];
  const written = await npm(WRITER, 'install', '--package-lock-only');
  if (written.status !== 0) problems.push(tail(written.output));
  for (const version of problems.length === 0 ? READERS : []) {
    const { status, output } = await npm(version, 'ci', '--dry-run');
    if (status !== 0) problems.push(`${version} refuses the new package-lock.json: some package has no version for every platform in this registry\n${output}`);
  }
  if (problems.length === 0) await copyFile(join(scratch, 'package-lock.json'), join(ROOT, 'package-lock.json'));
  report('package-lock.json', problems);
} finally {
  await rm(scratch, { recursive: true, force: true });
}
