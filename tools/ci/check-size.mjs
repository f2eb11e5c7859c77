// No source or test file has more than 300 lines: past that it holds more than one idea.
import { relative } from 'node:path';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { filesBelow, report, ROOT } from './workspace.mjs';

const MAX_LINES = 300;
const FOLDERS = ['packages', 'apps', 'tools', 'docker'];
const SOURCES = /\.(?:ts|mts|mjs|js|py)$/u;

/**
 * @param {string} root
 * @returns {Promise<{ files: number, problems: string[] }>}
 */
export async function checkSize(root = ROOT) {
  const files = (await Promise.all(FOLDERS.map((folder) => filesBelow(`${root}/${folder}`, SOURCES)))).flat();
  const problems = [];
  for (const file of files) {
    const lines = countLines(await readFile(file, 'utf8'));
    if (lines > MAX_LINES) problems.push(`${relative(root, file)}: ${lines} lines, at most ${MAX_LINES}; split it by what it does`);
  }
  return { files: files.length, problems };
}

function countLines(text) {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { files, problems } = await checkSize();
  report(`${files} files`, problems);
}
