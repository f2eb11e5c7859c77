import { readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { filesBelow } from '../workspace.mjs';
import { dependencyNames, RUNTIME_KINDS } from './manifest-rules.mjs';
import { importsOf, withoutComments } from './read-imports.mjs';

const SOURCES = /\.(?:ts|mts|js|mjs)$/u;
/** Test tools that every package gets from the workspace root. */
const ROOT_TEST_TOOLS = new Set(['vitest', 'fast-check']);

/**
 * What the sources and tests of one package really import and use.
 *
 * @param {import('../workspace.mjs').WorkspacePackage} one
 * @param {ReadonlyMap<string, import('../workspace.mjs').WorkspacePackage>} byName
 * @returns {Promise<string[]>}
 */
export async function checkSources(one, byName) {
  const problems = [];
  for (const folder of ['src', 'test']) {
    for (const file of await filesBelow(join(one.folder, folder), SOURCES)) {
      const text = withoutComments(await readFile(file, 'utf8'));
      const where = relative(join(one.folder, '..', '..'), file).split(sep).join('/');
      const found = importsOf(text).flatMap((specifier) => checkImport({ one, byName, folder, file, specifier }));
      if (folder === 'src') found.push(...checkUse(one, file, text));
      problems.push(...found.map((problem) => `${where}: ${problem}`));
    }
  }
  return problems;
}

function checkImport({ one, byName, folder, file, specifier }) {
  if (specifier.startsWith('.')) return checkRelative({ one, folder, file, specifier });
  if (specifier.startsWith('node:')) return [];
  if (isBuiltin(specifier)) return [`import "node:${specifier}" instead of "${specifier}"`];
  const [scope, second] = specifier.split('/');
  const name = specifier.startsWith('@') ? `${scope}/${second}` : scope;
  if (name === one.name) return folder === 'src' ? [`imports its own package "${name}"; import the file`] : [];
  const kinds = folder === 'src' ? RUNTIME_KINDS : [...RUNTIME_KINDS, 'devDependencies'];
  const declared = dependencyNames(one.manifest, kinds).includes(name) || (folder === 'test' && ROOT_TEST_TOOLS.has(name));
  const problems = declared ? [] : [`"${name}" is not in ${kinds.join(', ')} of package.json`];
  return [...problems, ...checkDeepImport(byName.get(name), specifier, name)];
}

function checkDeepImport(target, specifier, name) {
  if (target === undefined || specifier === name) return [];
  return `.${specifier.slice(name.length)}` in (target.manifest.exports ?? {}) ? [] : [`"${specifier}" reaches into ${name}; import what it exports`];
}

function checkRelative({ one, folder, file, specifier }) {
  const target = resolve(dirname(file), specifier);
  const home = folder === 'src' ? join(one.folder, 'src') : one.folder;
  // A worker or data file may lie in the package beside src, but nothing outside of the package is ever its own.
  if (!target.startsWith(one.folder + sep)) return [`"${specifier}" leaves the package`];
  if (folder === 'src' && !target.startsWith(home + sep) && /\.[jt]s$/u.test(specifier) && !target.startsWith(join(one.folder, 'dist') + sep)) {
    return [`"${specifier}" leaves src`];
  }
  return specifier.endsWith('.ts') ? [`"${specifier}" must end in .js`] : [];
}

function checkUse(one, file, text) {
  const problems = [];
  const isApp = one.layer === 'app'; // an app hands its environment to loadConfig
  const readsEnvironment = isApp || one.name === '@ltmc/config' || one.layer === 'testing'; // which asks whether it runs in CI
  if (!readsEnvironment && /\bprocess\.env\b|\bprocess\s*\[\s*['"]env/u.test(text)) problems.push('reads process.env; only config does, pass the value in');
  if (!isApp && /\bconsole\s*\.\s*[a-z]+\s*\(/u.test(text)) problems.push('writes to the console, which breaks the protocol under stdio; take a Logger');
  if (/^export\s+default\b/mu.test(text)) problems.push('has a default export; name it');
  if (/^export\s+\*/mu.test(text)) problems.push('has "export *"; write the list');
  if (/[/\\]src[/\\].*\.ts$/u.test(file) && /\brequire\s*\(\s*['"]/u.test(text) && !text.includes('createRequire')) problems.push('uses require; this is ESM');
  return problems;
}
