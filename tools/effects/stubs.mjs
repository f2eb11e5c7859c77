/** See mutants.mjs. */
export const STUBS = ['constant', 'frozen', 'stuck'];

/**
 * Turns every tool into every stub, one at a time, and runs its effect.
 *
 * @param {Awaited<ReturnType<import('./harness.mjs').openEffectWorld>>} world - restarted once.
 * @param {{ effects: ReadonlyMap<string, import('./harness.mjs').Effect>, answers: ReadonlyMap<string, object> }} known - `answers`: a real one of each tool.
 * @returns {Promise<Map<string, string>>} by `tool stub`: when and how it was noticed, or `never`.
 */
export async function noticeStubs(world, { effects, answers }) {
  const noticed = new Map();
  const survivors = [];
  const stubs = [...effects.keys()].flatMap((tool) => STUBS.map((kind) => ({ kind, tool, ...(kind === 'frozen' && { answer: answers.get(tool) }) })));
  for (const mutation of stubs) {
    const { act } = effects.get(mutation.tool);
    await underMutation(world, mutation, act).then(
      (kept) => survivors.push({ mutation, kept }),
      (error) => noticed.set(keyOf(mutation), `before the restart: ${error.message}`),
    );
  }
  await world.mutate({ kind: 'real' });
  await world.restart();
  for (const { mutation, kept } of survivors) {
    const { afterRestart } = effects.get(mutation.tool);
    await underMutation(world, mutation, (stage) => afterRestart(stage, kept)).then(
      () => noticed.set(keyOf(mutation), 'never: the effect test passes with it'),
      (error) => noticed.set(keyOf(mutation), `after the restart: ${error.message}`),
    );
  }
  await world.mutate({ kind: 'real' });
  return noticed;
}

const keyOf = ({ tool, kind }) => `${tool} ${kind}`;

async function underMutation(world, mutation, run) {
  await world.mutate(mutation);
  return run(world.openStage(mutation.tool).stage);
}
