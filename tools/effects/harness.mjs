import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWorld } from '../faces/world.mjs';
import { ownWord } from '../torture/random.mjs';

const GROUPS = new URL('groups/', import.meta.url);
const HOOK = new URL('mutants.mjs', import.meta.url).href;

/**
 * What an effect is shown with. `here` and `there` call a tool over stdio and over HTTP, on one record that holds much else: look only for what you stored.
 *
 * @typedef {object} Stage
 * @property {(tool: string, args?: object) => Promise<any>} here
 * @property {(tool: string, args?: object) => Promise<any>} there
 * @property {(text: string) => string} name - a name that nobody else uses, e.g. for `file_name` or `conversation_id`.
 * @property {(number?: number) => string} word - a word that no other text holds; another one for each number.
 */

/**
 * The effect of one tool. `act` brings it about and looks at it through another tool, over the other face, and says (by returning) what `afterRestart` needs.
 *
 * @typedef {object} Effect
 * @property {(stage: Stage) => Promise<any>} act
 * @property {(stage: Stage, kept: any) => Promise<void>} afterRestart
 */

/** @returns {Promise<Map<string, Effect>>} by the tool's name, from every file in `groups/`. */
export async function loadEffects() {
  const files = (await readdir(GROUPS)).filter((file) => file.endsWith('.mjs')).toSorted();
  const groups = await Promise.all(files.map((file) => import(new URL(file, GROUPS).href)));
  return new Map(groups.flatMap(({ effects }) => Object.entries(effects)));
}

/** Two servers whose tools can be turned into stubs, and everything the effects need. */
export async function openEffectWorld() {
  const folder = await mkdtemp(join(tmpdir(), 'ltmc-mutation-'));
  const file = join(folder, 'mutation.json');
  const mutate = (mutation) => writeFile(file, JSON.stringify(mutation));
  await mutate({ kind: 'real' });
  const world = await openWorld({ env: { LTMC_MUTATION_FILE: file, NODE_OPTIONS: `--import=${HOOK}` } });
  let stages = 0;

  /** @param {string} tool */
  const openStage = (tool) => {
    const number = (stages += 1);
    const trace = [];
    const call = (face, over) => async (name, args) => {
      trace.push({ face, name });
      const answer = await over(name, args);
      trace.at(-1).answer = answer;
      return answer;
    };
    /** @type {Stage} */
    const stage = {
      here: call('stdio', world.overStdio),
      there: call('http', world.overHttp),
      name: (text) => `${tool}-${number}-${text}`,
      word: (which = 0) => ownWord(number * 50 + which),
    };
    return { stage, trace };
  };

  return {
    openStage,
    /** @param {import('./mutants.mjs').Mutation} mutation */
    mutate,
    restart: world.restart,
    close: async () => {
      await world.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Whether an effect is shown as it must be: called, looked at through another tool, over both faces. */
export function checkTrace(tool, trace) {
  assert.ok(trace.some(({ name }) => name === tool), `the effect test of ${tool} never calls it`);
  assert.ok(trace.some(({ name }) => name !== tool), `the effect test of ${tool} looks at it through no other tool`);
  assert.equal(new Set(trace.map(({ face }) => face)).size, 2, `the effect test of ${tool} uses one face only`);
}

/** @throws AssertionError unless the call is refused with `code`. */
export async function refused(promise, code) {
  const answer = await promise.then((result) => ({ result }), (error) => ({ error }));
  assert.equal(answer.error?.code, code, `expected ${code}, got ${JSON.stringify(answer.result) ?? answer.error}`);
}
