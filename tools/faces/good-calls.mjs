import { argumentsOf, loadExamples } from '../docs/examples.mjs';

/**
 * Runs every worked example over HTTP, so that there is something to read.
 *
 * @param {{ overHttp: (tool: string, args: object) => Promise<any> }} world
 * @returns {Promise<readonly { group: string, tool: string, args: any }[]>} each shown call, with arguments that work.
 */
export async function runGoodCalls(world) {
  const calls = [];
  for (const { group, steps } of await loadExamples()) {
    const answers = [];
    for (const step of steps) {
      const args = argumentsOf(step, answers);
      answers.push(await world.overHttp(step.tool, args));
      if (!step.prepares) calls.push({ group, tool: step.tool, args });
    }
  }
  return calls;
}

/**
 * Arguments that work by tool: those of its first call, or of the first one of each of its actions.
 *
 * @param {readonly { tool: string, args: any }[]} calls
 * @returns {ReadonlyMap<string, readonly any[]>}
 */
export function goodArguments(calls) {
  const first = new Map(calls.toReversed().map(({ tool, args }) => [`${tool} ${args.action ?? ''}`, { tool, args }]));
  const byTool = new Map();
  for (const { tool, args } of first.values()) byTool.set(tool, [...(byTool.get(tool) ?? []), args]);
  return byTool;
}
