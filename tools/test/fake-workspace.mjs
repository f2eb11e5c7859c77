import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * A workspace in a temporary folder, gone when it is disposed of.
 *
 * @param {Record<string, string>} files - text by path.
 */
export async function makeWorkspace(files) {
  const root = await mkdtemp(join(tmpdir(), 'ltmc-tools-'));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return { root, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) };
}

/**
 * The files of one package as the generator would lay them out, as far as the checks look at them.
 *
 * @param {string} name - without scope.
 * @param {string} layer
 * @param {{ needs?: readonly string[], sources?: Record<string, string>, manifest?: object, references?: readonly string[] }} [options] -
 * `needs`: names of workspace packages without scope; `references`: folders in packages/, default `needs`.
 * @returns {Record<string, string>}
 */
export function packageFiles(name, layer, { needs = [], sources = {}, manifest = {}, references = needs } = {}) {
  const own = {
    name: `@ltmc/${name}`,
    version: '0.1.0',
    exports: { '.': './dist/index.js', './package.json': './package.json' },
    nx: { tags: [`layer:${layer}`] },
    dependencies: Object.fromEntries(needs.map((need) => [`@ltmc/${need}`, '^0.1.0'])),
    ...manifest,
  };
  const files = {
    'package.json': JSON.stringify(own),
    'tsconfig.json': JSON.stringify({ references: references.map((path) => ({ path: `../${path}` })) }),
    ...sources,
  };
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`packages/${name}/${path}`, text]));
}
