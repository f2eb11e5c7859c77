// Packs every package as npm would publish it, installs each one as its README says into an empty folder, and runs the README's example there.
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NATIVE_MODULES } from '../bootstrap/natives.mjs';
import { runCommand, tail } from '../bootstrap/run-command.mjs';
import { dependencyNames, RUNTIME_KINDS } from './boundaries/manifest-rules.mjs';
import { checkExample } from './readme-example.mjs';
import { readText, readWorkspace, report, ROOT } from './workspace.mjs';

/** npm and the examples keep two cores busy; more at a time only wait for each other. */
const AT_A_TIME = 2;

/**
 * @param {{ root?: string, only?: readonly string[] }} [options] - `only`: names of packages, default all.
 * @returns {Promise<{ packages: number, problems: string[] }>}
 */
export async function checkPacked({ root = ROOT, only = [] } = {}) {
  const packages = (await readWorkspace(root)).filter(({ manifest }) => manifest.private !== true);
  const chosen = packages.filter(({ name }) => only.length === 0 || only.includes(name));
  const scratch = await mkdtemp(join(tmpdir(), 'ltmc-packed-'));
  try {
    const tarballs = await packAll(root, packages, scratch);
    const queue = [...chosen];
    const problems = [];
    const work = async () => {
      for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
        const startedAt = performance.now();
        const found = await checkOne({ root, one, packages, tarballs, scratch });
        problems.push(...found.map((problem) => `${one.name}: ${problem}`));
        process.stdout.write(`  ${one.name}: ${found.length === 0 ? 'ok' : 'FAILED'} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`);
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, work));
    return { packages: chosen.length, problems };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** @returns {Promise<Map<string, string>>} tarball by package name. */
async function packAll(root, packages, scratch) {
  const folder = join(scratch, 'tarballs');
  await mkdir(folder);
  const wanted = packages.map(({ path }) => `--workspace=${path}`);
  const { status, stdout, output } = await runCommand('npm', ['pack', '--json', '--ignore-scripts', '--loglevel=error', `--pack-destination=${folder}`, ...wanted], { cwd: root });
  if (status !== 0) throw new Error(`npm pack failed:\n${tail(output)}`);
  // npm up to 11 prints a list, npm 12 an object by package name.
  return new Map(Object.values(JSON.parse(stdout)).map(({ name, filename }) => [name, join(folder, filename.replace(/^@/u, '').replace('/', '-'))]));
}

async function checkOne({ root, one, packages, tarballs, scratch }) {
  const folder = join(scratch, one.name.replace('/', '-'));
  await mkdir(folder);
  const needed = withDependencies([one, ...(await installedBeside(one, packages))], packages);
  const dependencies = Object.fromEntries(needed.map(({ name }) => [name, `file:${tarballs.get(name)}`]));
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'empty-folder', private: true, type: 'module', dependencies }));
  const { status, output } = await runCommand('npm', ['install', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder });
  if (status !== 0) return [`cannot be installed alone:\n${tail(output)}`];
  await copyBinaries(root, folder);
  const problems = await (one.manifest.bin === undefined ? checkLibrary(one, folder) : checkCommands(one, folder));
  await rm(folder, { recursive: true, force: true });
  return problems;
}

/** Packages of this workspace that the README's install line names besides its own. */
async function installedBeside(one, packages) {
  const words = (await readText(join(one.folder, 'README.md')))?.match(/^npm i(?:nstall)? .*$/mu)?.[0].split(/\s+/u) ?? [];
  return packages.filter(({ name }) => words.includes(name));
}

/** Packages with those of this workspace that they need, directly or not: they are not in the registry yet. */
function withDependencies(chosen, packages) {
  const needed = new Set(chosen);
  for (const current of needed) {
    for (const name of dependencyNames(current.manifest, RUNTIME_KINDS)) {
      const found = packages.find((candidate) => candidate.name === name);
      if (found !== undefined) needed.add(found);
    }
  }
  return [...needed];
}

/** Compiling sqlite3 again for every package would take minutes and prove nothing: the binaries of this workspace are copied in. */
async function copyBinaries(root, folder) {
  for (const name of NATIVE_MODULES) {
    const installed = await readText(join(folder, 'node_modules', name, 'package.json'));
    if (installed === undefined) continue;
    const from = join(root, 'node_modules', name, 'build', 'Release');
    await cp(from, join(folder, 'node_modules', name, 'build', 'Release'), { recursive: true, filter: (file) => !/[/\\](?:obj|obj\.target|\.deps)$/u.test(file) });
  }
}

async function checkLibrary({ name }, folder) {
  return checkExample(await readText(join(folder, 'node_modules', name, 'README.md')), folder);
}

/** A command says its version, which needs every import of its start to be there. */
async function checkCommands({ name, manifest }, folder) {
  const problems = [];
  for (const [command, script] of Object.entries(manifest.bin)) {
    const started = await readFile(join(folder, 'node_modules', name, script), 'utf8').catch(() => '');
    if (!started.startsWith('#!/usr/bin/env node')) problems.push(`${command} does not begin with #!/usr/bin/env node`);
    const { status, stdout, output } = await runCommand(join(folder, 'node_modules', '.bin', command), ['--version'], { cwd: folder });
    if (status !== 0 || !stdout.includes(manifest.version)) problems.push(`${command} --version ends with status ${status}:\n${tail(output)}`);
  }
  return problems;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { packages, problems } = await checkPacked({ only: process.argv.slice(2) });
  report(`${packages} packed packages`, problems);
}
