import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand, tail } from '../bootstrap/run-command.mjs';

/**
 * The example of a README: the first `js` block under `## Example`, and the `text` block that must follow it directly.
 *
 * @param {string} markdown
 * @returns {{ code: string, expected: string } | undefined} undefined when the README has no such pair.
 */
export function extractExample(markdown) {
  const section = markdown.split(/^## Example\s*$/mu)[1]?.split(/^## /mu)[0];
  const match = section?.match(/^```js\n(?<code>[\s\S]*?)^```\s*\n+^```text\n(?<expected>[\s\S]*?)^```/mu);
  return match?.groups === undefined ? undefined : { code: match.groups.code, expected: match.groups.expected };
}

/**
 * Runs the example of a README as a module that lies in `folder` and compares what it prints.
 *
 * @param {string | undefined} markdown
 * @param {string} folder - where its imports are looked up.
 * @returns {Promise<string[]>} problems.
 */
export async function checkExample(markdown, folder) {
  if (markdown === undefined) return ['there is no README.md'];
  const example = extractExample(markdown);
  if (example === undefined) return ['README.md has no "## Example" with a js block directly followed by a text block'];
  const { status, stdout, output } = await runModule(example.code, folder);
  if (status !== 0) return [`the example of README.md ends with status ${status}:\n${tail(output)}`];
  if (stdout.trimEnd() === example.expected.trimEnd()) return [];
  return [`the example of README.md prints\n${stdout.trimEnd()}\ninstead of\n${example.expected.trimEnd()}`];
}

/** From a file, as a reader would run it: a worker thread inherits the flags of `node --eval` and cannot start with them. */
async function runModule(code, folder) {
  const file = join(folder, `.readme-example-${process.pid}.mjs`);
  try {
    await writeFile(file, code);
    return await runCommand(process.execPath, [file], { cwd: folder, env: { FORCE_COLOR: '0' } }); // Nx asks for colours
  } finally {
    await rm(file, { force: true });
  }
}
