// npm test: gets the clone ready, runs the tests of every project, and ends with the line "N passed, N failed".
import { join } from 'node:path';
import { bootstrapOrExit } from '../bootstrap.mjs';
import { NX_ENV, nxScript } from '../bootstrap/build.mjs';
import { runCommand } from '../bootstrap/run-command.mjs';
import { addUp, readResult, removeResults } from './test-results.mjs';
import { readWorkspace, ROOT } from './workspace.mjs';

await bootstrapOrExit();

const projects = [
  ...(await readWorkspace()).filter(({ manifest }) => manifest.scripts?.test !== undefined).map(({ name, folder }) => ({ name, folder })),
  { name: 'tools', folder: join(ROOT, 'tools') },
  { name: 'faces', folder: join(ROOT, 'tools', 'faces') },
];
await removeResults(projects.map(({ folder }) => folder));

// Further arguments go to Nx, e.g. --skip-nx-cache.
const args = ['run-many', '-t', 'test', '--nxBail=false', '--parallel=2', '--outputStyle=static', ...process.argv.slice(2)];
const { status } = await runCommand(process.execPath, [nxScript(ROOT), ...args], { cwd: ROOT, env: NX_ENV, echo: true });

const results = await Promise.all(projects.map(({ name, folder }) => readResult(name, folder)));
const forbidSkips = Boolean(process.env['CI']);
const failedGates = Number(process.env['LTMC_FAILED_GATES'] ?? 0);
if (status !== 0 && results.every(({ failed }) => failed === 0)) {
  results.push({ name: 'nx', passed: 0, failed: 1, skipped: 0, problem: `ended with status ${status} although no test failed` });
}

process.stdout.write('\n');
for (const { name, passed, failed, skipped, problem } of results) {
  const skips = skipped === 0 ? '' : `, ${skipped} skipped${forbidSkips ? ' (which CI forbids)' : ''}`;
  process.stdout.write(`${name.padEnd(34)} ${passed} passed, ${failed} failed${skips}${problem === undefined ? '' : `: ${problem}`}\n`);
}
if (failedGates > 0) process.stdout.write(`${'gates'.padEnd(34)} ${failedGates} failed\n`);
const { line, ok } = addUp(results, { forbidSkips, failedBefore: failedGates });
process.stdout.write(`${line}\n`);
process.exitCode = ok ? 0 : 1;
