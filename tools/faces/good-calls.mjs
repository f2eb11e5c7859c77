import { argumentsOf, loadExamples } from '../docs/examples.mjs';

/**
 * Runs every worked example over HTTP, so that there is something to read.
 *
 * @param {{ overHttp: (tool: string, args: object) => Promise<any> }} world
 * @returns {Promise<readonly { tool: string, args: any }[]>} each shown call, with arguments that work.
 */
export async function runGoodCalls(world) {
  const calls = [];
  for (const { steps } of await loadExamples()) {
    const answers = [];
    for (const step of steps) {
      const args = argumentsOf(step, answers);
      answers.push(await world.overHttp(step.tool, args));
      if (!step.prepares) calls.push({ tool: step.tool, args });
    }
  }
  return calls;
}
