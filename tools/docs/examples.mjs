import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { readText } from '../ci/workspace.mjs';
import { openWorld } from '../faces/world.mjs';

const FOLDER = new URL('examples/', import.meta.url);

/**
 * One call of a worked example.
 *
 * @typedef {object} Step
 * @property {string} tool
 * @property {string} [says] - shown above the call: what it is for, in a sentence or two.
 * @property {object | ((answers: readonly any[]) => object)} arguments - or a function of the answers of the steps before, for an id that an earlier call gave.
 * @property {boolean} [prepares] - needed by a later step and not shown.
 */

/** @typedef {{ group: string, steps: readonly Step[], answers: readonly object[] }} Example - `answers`: as they were recorded, one for each step. */

/** @returns {Promise<Example[]>} every group that has a file, by name. */
export async function loadExamples() {
  const groups = (await readdir(FOLDER)).filter((file) => file.endsWith('.mjs')).map((file) => file.slice(0, -'.mjs'.length)).toSorted();
  return Promise.all(groups.map(async (group) => {
    const { examples } = await import(new URL(`${group}.mjs`, FOLDER).href);
    return { group, steps: examples, answers: JSON.parse((await readText(answersFile(group))) ?? '[]') };
  }));
}

/** Where the answers of a group are recorded. */
export function answersFile(group) {
  return fileURLToPath(new URL(`answers/${group}.json`, FOLDER));
}

/** The arguments of a step as they are sent. */
export function argumentsOf(step, answers) {
  return typeof step.arguments === 'function' ? step.arguments(answers) : step.arguments;
}

/**
 * Runs the steps of one group on a server with an empty record.
 *
 * @param {readonly Step[]} steps
 * @returns {Promise<object[]>} the answers.
 * @throws ToolError for a step that is refused.
 */
export async function runExample(steps) {
  const world = await openWorld();
  try {
    const answers = [];
    for (const step of steps) answers.push(await world.overHttp(step.tool, argumentsOf(step, answers)));
    return answers;
  } finally {
    await world.close();
  }
}
