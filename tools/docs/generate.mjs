// npm run docs [-- group ...]: runs the worked examples on a real server, records their answers, and writes docs/tools.md. Needs a build.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../ci/workspace.mjs';
import { differences } from './same-answer.mjs';
import { answersFile, loadExamples, runExample } from './examples.mjs';
import { renderDocs } from './render.mjs';

/** docs/tools.md */
export const PAGE = join(ROOT, 'docs', 'tools.md');

async function main() {
  const { allTools } = await import('@ltmc/tools');
  const wanted = process.argv.slice(2);
  const examples = (await loadExamples()).filter(({ group }) => wanted.length === 0 || wanted.includes(group));
  for (const { group, steps, answers } of examples) {
    const actual = await runExample(steps);
    // What differs in times and last digits only stays as it was recorded, so that the page changes where a tool does.
    const kept = actual.map((answer, index) => (answers[index] && differences(answers[index], answer).length === 0 ? answers[index] : answer));
    await writeFile(answersFile(group), `${JSON.stringify(kept, undefined, 2)}\n`);
    process.stdout.write(`${group}: ${steps.length} calls\n`);
  }
  await writeFile(PAGE, renderDocs(allTools, await loadExamples()));
}

if (process.argv[1] === import.meta.filename) await main();
