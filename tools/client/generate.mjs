// Writes the generated sources of @ltmc/client from the tools' schemas: node tools/client/generate.mjs (after a build of packages/tools)
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesBelow, readText, ROOT } from '../ci/workspace.mjs';
import { renderClient } from './render.mjs';

const SOURCES = join(ROOT, 'packages', 'client', 'src');

/**
 * Which generated files differ from what the tools say.
 *
 * @param {readonly import('@ltmc/tools').ToolDescriptor[]} tools
 * @returns {Promise<{ stale: Map<string, string>, surplus: string[] }>} by path below `packages/client/src`: text to write, files to remove.
 */
export async function compareClient(tools) {
  const stale = new Map();
  const wanted = renderClient(tools);
  for (const [path, text] of wanted) if ((await readText(join(SOURCES, path))) !== text) stale.set(path, text);
  const there = (await filesBelow(join(SOURCES, 'generated'), /\.ts$/u)).map((file) => relative(SOURCES, file).split(sep).join('/'));
  return { stale, surplus: there.filter((path) => !wanted.has(path)) };
}

async function main() {
  const { allTools } = await import('@ltmc/tools');
  const { stale, surplus } = await compareClient(allTools);
  for (const [path, text] of stale) {
    await mkdir(dirname(join(SOURCES, path)), { recursive: true });
    await writeFile(join(SOURCES, path), text);
  }
  for (const path of surplus) await rm(join(SOURCES, path));
  process.stdout.write(`@ltmc/client: ${allTools.length} tools, ${stale.size} files written, ${surplus.length} removed\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
