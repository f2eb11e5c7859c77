// Loaded into a server before its program (node --import): lets a test replace the handler of one tool by a stub while the server runs.
import { readFileSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { constantOf } from './constant-of.mjs';

/**
 * What is done to the tools: nothing (`real`), or that `tool` is a stub of one `kind`:
 * - `constant`: does nothing and answers with what its output schema allows;
 * - `frozen`: does nothing and answers with `answer`, the real one of another call;
 * - `stuck`: does its work once and repeats that answer from then on.
 *
 * @typedef {{ kind: 'real' } | { kind: 'constant' | 'frozen' | 'stuck', tool: string, answer?: object }} Mutation
 */

const file = process.env['LTMC_MUTATION_FILE'];
const readMutation = () => JSON.parse(readFileSync(file, 'utf8'));

if (isMainThread && file !== undefined) {
  const { allTools } = await import('@ltmc/tools');
  for (const tool of allTools) tool.run = withMutation(tool, tool.run);
}

function withMutation(tool, run) {
  return async (...call) => {
    const mutation = readMutation();
    if (mutation.kind === 'real' || mutation.tool !== tool.name) return run(...call);
    if (mutation.kind === 'constant') return constantOf(tool.outputSchema);
    if (mutation.answer !== undefined) return mutation.answer;
    const answer = await run(...call);
    // In the file, so that the other server and the one after a restart are stuck with it too.
    writeFileSync(file, JSON.stringify({ ...mutation, answer }));
    return answer;
  };
}
