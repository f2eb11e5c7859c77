// Runs every gate as CI does: node tools/ci/gates.mjs [name ...]. The exit code is the number of gates that failed.
import { join } from 'node:path';
import { bootstrapOrExit } from '../bootstrap.mjs';
import { NX_ENV, nxScript } from '../bootstrap/build.mjs';
import { runCommand } from '../bootstrap/run-command.mjs';
import { ROOT } from './workspace.mjs';

const script = (name) => [join(ROOT, 'tools', 'ci', name)];
const nx = (...args) => [nxScript(ROOT), ...args];
const everyProject = (target) => nx('run-many', '-t', target, '--nxBail=false', '--parallel=2');

/** In order; a name is also its argument. */
const GATES = [
  { name: 'size', says: 'files of at most 300 lines', args: script('check-size.mjs') },
  { name: 'boundaries', says: 'layers, references and imports', args: script('check-boundaries.mjs') },
  { name: 'lint', says: 'oxlint', args: everyProject('lint') },
  { name: 'build', says: 'tsc -b in every package', args: everyProject('build') },
  { name: 'types', says: 'the tests under the same strict compiler', args: [join(ROOT, 'node_modules', '@typescript', 'native', 'bin', 'tsc'), '-p', join(ROOT, 'tools', 'ci', 'tsconfig.tests.json')] },
  { name: 'package', says: 'publint and attw', args: everyProject('check:package') },
  { name: 'readme', says: 'README examples in the tree', args: everyProject('check:readme') },
  { name: 'packed', says: 'each package installed alone', args: script('check-packed.mjs') },
  { name: 'docker', says: 'Dockerfile and compose file, as far as it goes without an engine', args: script('check-docker.mjs') },
  { name: 'release', says: 'nx release, dry run', args: script('check-release.mjs') },
  { name: 'torture', says: 'kill -9, many writers, faults: the short form', args: [join(ROOT, 'tools', 'torture', 'torture.mjs'), '--short'] },
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => GATES.every((gate) => gate.name !== name));
if (unknown.length > 0) {
  process.stderr.write(`No gate is called ${unknown.join(', ')}; there are ${GATES.map(({ name }) => name).join(', ')}\n`);
  process.exit(1);
}

await bootstrapOrExit();
let failures = 0;
for (const { name, says, args } of GATES.filter((gate) => wanted.length === 0 || wanted.includes(gate.name))) {
  const startedAt = performance.now();
  const { status, output } = await runCommand(process.execPath, args, { cwd: ROOT, env: NX_ENV });
  if (status !== 0) failures += 1;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(`${status === 0 ? 'ok    ' : 'FAILED'} ${`${name} (${says})`.padEnd(50)} ${seconds.padStart(6)} s\n`);
  if (status !== 0) process.stdout.write(`${output.trimEnd().replaceAll(/^/gmu, '    ')}\n`);
}
process.stdout.write(failures === 0 ? 'All gates passed\n' : `${failures} gates failed\n`);
process.exitCode = failures;
