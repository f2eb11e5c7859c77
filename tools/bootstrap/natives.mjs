import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { BootstrapError, step } from './progress.mjs';
import { runCommand, tail } from './run-command.mjs';

/** Compiled here from their sources, which are in their packages. */
export const NATIVE_MODULES = ['sqlite3', 'hnswlib-node'];
/** Brings its CPU library along; only has to load. */
const PREBUILT_MODULES = ['onnxruntime-node'];

/**
 * Compiles whatever native module does not load yet, all at the same time, and proves that every one loads.
 *
 * @param {string} root
 */
export async function buildNatives(root) {
  const missing = await namesThatFail(root, NATIVE_MODULES);
  if (missing.length > 0) {
    await checkTools();
    await step(`Compiling ${missing.join(' and ')} (about two minutes)`, () => Promise.all(missing.map((name) => compile(root, name))));
  }
  const broken = await namesThatFail(root, [...NATIVE_MODULES, ...PREBUILT_MODULES]);
  if (broken.length > 0) {
    const { output } = await load(root, broken[0]);
    throw new BootstrapError(`${broken.join(', ')} cannot be loaded:\n${tail(output, 12)}\nRemove node_modules and run the command again.`);
  }
}

async function namesThatFail(root, names) {
  const loaded = await Promise.all(names.map(async (name) => (await load(root, name)).status === 0));
  return names.filter((_, index) => !loaded[index]);
}

/** In a process of its own: a bad binary can take the process down. */
function load(root, name) {
  return runCommand(process.execPath, ['--input-type=commonjs', '-e', `require(${JSON.stringify(name)})`], { cwd: root });
}

/** node-gyp itself, not `npm rebuild`: npm 10, 11 and 12 disagree about which scripts may run. */
async function compile(root, name) {
  const nodeGyp = join(root, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js');
  const cwd = join(root, 'node_modules', name);
  const { status, output } = await runCommand(process.execPath, [nodeGyp, 'rebuild', '--release', `--jobs=${cpus().length}`, ...headersOption()], { cwd });
  if (status !== 0) throw new BootstrapError(`${name} cannot be compiled:\n${tail(output)}\n${toolsRemedy()}`);
}

/** Headers that lie beside Node save a download that may be impossible; without them node-gyp fetches its own. */
function headersOption() {
  const configured = process.env['npm_config_nodedir'];
  const besideNode = dirname(dirname(process.execPath));
  const folder = [configured, besideNode, '/usr', '/usr/local'].find((prefix) => prefix && existsSync(join(prefix, 'include', 'node', 'node_version.h')));
  return folder === undefined || !headersFit(folder) ? [] : [`--nodedir=${folder}`];
}

/** Headers in /usr may belong to another Node than the one that runs. */
function headersFit(folder) {
  return folder === dirname(dirname(process.execPath)) || folder === process.env['npm_config_nodedir'] || process.execPath.startsWith('/usr/');
}

async function checkTools() {
  if (process.platform === 'win32') return; // node-gyp finds Visual Studio by itself and says what is missing
  const found = await Promise.all([
    runs('make', ['--version']),
    runs(process.env['CXX'] ?? 'c++', ['--version']),
    runs(process.env['PYTHON'] ?? 'python3', ['--version']),
  ]);
  const missing = ['make', 'a C++ compiler', 'python3'].filter((_, index) => !found[index]);
  if (missing.length > 0) throw new BootstrapError(`sqlite3 and hnswlib-node are compiled here, but this machine has no ${missing.join(', no ')}.\n${toolsRemedy()}`);
}

async function runs(program, args) {
  return (await runCommand(program, args)).status === 0;
}

/** The one command that mends it on this machine. */
function toolsRemedy() {
  if (process.platform === 'darwin') return 'Install the compiler with: xcode-select --install';
  if (process.platform === 'win32') return 'Install Python 3 and the Visual Studio Build Tools with "Desktop development with C++".';
  const sudo = process.getuid?.() === 0 ? '' : 'sudo ';
  if (existsSync('/usr/bin/dnf')) return `Install the compiler with: ${sudo}dnf install -y gcc-c++ make python3`;
  if (existsSync('/sbin/apk')) return `Install the compiler with: ${sudo}apk add build-base python3`;
  return `Install the compiler with: ${sudo}apt-get install -y build-essential python3`;
}
