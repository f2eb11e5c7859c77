import { join, resolve } from 'node:path';
import { readText } from '../workspace.mjs';
import { MAY_DEPEND_ON, mayDepend } from './layers.mjs';

/** What a package has at run time, in the order npm looks at it. */
export const RUNTIME_KINDS = ['dependencies', 'optionalDependencies', 'peerDependencies'];

/**
 * Names of a package's dependencies of the given kinds.
 *
 * @param {Record<string, any>} manifest
 * @param {readonly string[]} kinds
 * @returns {string[]}
 */
export function dependencyNames(manifest, kinds) {
  return kinds.flatMap((kind) => Object.keys(manifest[kind] ?? {}));
}

/**
 * Layers, directions and references, as the manifests tell them.
 *
 * @param {readonly import('../workspace.mjs').WorkspacePackage[]} packages
 * @returns {Promise<string[]>} problems, each starting with the package's path.
 */
export async function checkManifests(packages) {
  const byName = new Map(packages.map((one) => [one.name, one]));
  const problems = packages.flatMap((one) => [...checkLayer(one), ...checkDependencies(one, byName)]);
  const references = await Promise.all(packages.map((one) => checkReferences(one, byName)));
  return [...problems, ...references.flat(), ...findCycles(packages)];
}

function checkLayer({ path, layer }) {
  if (layer === undefined) return [`${path}: package.json needs exactly one nx tag "layer:..."`];
  return layer in MAY_DEPEND_ON ? [] : [`${path}: unknown layer "${layer}"; known are ${Object.keys(MAY_DEPEND_ON).join(', ')}`];
}

function checkDependencies(from, byName) {
  const runtime = dependencyNames(from.manifest, RUNTIME_KINDS);
  const development = dependencyNames(from.manifest, ['devDependencies']);
  if (from.layer === 'contract' && runtime.length > 0) return [`${from.path}: a contract has no dependencies, but has ${runtime.join(', ')}`];
  const problems = [];
  for (const name of [...runtime, ...development].filter((one) => one.startsWith('@ltmc/') && !byName.has(one))) {
    problems.push(`${from.path}: depends on ${name}, which is not in this workspace`);
  }
  for (const to of runtime.map((name) => byName.get(name)).filter((one) => one !== undefined)) {
    if (!mayDepend(from, to)) problems.push(`${from.path}: layer "${from.layer}" may not depend on ${to.name} (layer "${to.layer}")`);
  }
  // Tests use real parts, so a devDependency may point anywhere but to an app.
  for (const to of development.map((name) => byName.get(name))) {
    if (to?.layer === 'app') problems.push(`${from.path}: ${to.name} is an app, nothing depends on it`);
  }
  return problems;
}

/** `tsc -b` builds what is referenced: exactly the workspace packages that the sources may import. */
async function checkReferences(from, byName) {
  const text = await readText(join(from.folder, 'tsconfig.json'));
  if (text === undefined) return [];
  const folders = (JSON.parse(text).references ?? []).map(({ path }) => resolve(from.folder, path));
  const expected = dependencyNames(from.manifest, RUNTIME_KINDS).map((name) => byName.get(name)).filter((one) => one !== undefined);
  const missing = expected.filter(({ folder }) => !folders.includes(folder)).map(({ path }) => `${from.path}: tsconfig.json does not reference ${path}`);
  const surplus = folders.filter((folder) => expected.every((one) => one.folder !== folder))
    .map((folder) => `${from.path}: tsconfig.json references ${folder.split(/[/\\]/u).at(-1)}, which is no dependency`);
  return [...missing, ...surplus];
}

/** Cycles over every kind of dependency: Nx could not order the builds. */
function findCycles(packages) {
  const edges = new Map(packages.map(({ name, manifest }) => [name, dependencyNames(manifest, [...RUNTIME_KINDS, 'devDependencies'])]));
  const done = new Set();
  const problems = [];
  const visit = (name, trail) => {
    if (trail.includes(name)) {
      problems.push(`cycle: ${[...trail.slice(trail.indexOf(name)), name].join(' -> ')}`);
      return;
    }
    if (done.has(name) || !edges.has(name)) return;
    for (const next of edges.get(name)) visit(next, [...trail, name]);
    done.add(name);
  };
  for (const name of edges.keys()) visit(name, []);
  return problems;
}
