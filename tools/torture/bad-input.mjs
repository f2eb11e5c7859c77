import { planBadCalls } from '../faces/bad-input/plan.mjs';
import { sendBadCalls } from '../faces/bad-input/send.mjs';
import { openFaces } from '../faces/faces.mjs';
import { goodArguments, runGoodCalls } from '../faces/good-calls.mjs';
import { watchRecord } from '../faces/record-watch.mjs';
import { openWorld } from '../faces/world.mjs';

/** What the tests of `tools/faces` do in small: calls made from the tools' schemas with something wrong, over every face. */
export const badInput = {
  name: 'bad-input',
  promise: 'bad input is refused clearly, and writes nothing',
  full: 40_000,
  short: 200,
  run: async (proof) => {
    const { allTools } = await import('@ltmc/tools');
    const world = await openWorld({ env: { LTMC_MAX_CONTENT_BYTES: '100000' } });
    const { faces, close } = await openFaces(world);
    const good = goodArguments(await runGoodCalls(world));
    const record = await watchRecord(world.dbPath);
    await record.quiet();
    const total = { refused: 0, answered: 0 };
    try {
      for (const face of faces) {
        const calls = planBadCalls({ tools: allTools, good, count: Math.ceil(proof.count / faces.length), seed: proof.random.whole(1, 2 ** 30) });
        const { violations, refused, answered } = await sendBadCalls(calls, { face, record, tools: allTools, step: proof.step });
        for (const violation of violations) proof.violation(violation);
        total.refused += refused;
        total.answered += answered;
      }
    } finally {
      await record.close();
      await close();
      await world.close();
    }
    return { what: `${total.refused + total.answered} calls of ${allTools.length} tools over ${faces.length} faces`, result: `${total.refused} refused, ${total.answered} answered, 0 written by a refused one` };
  },
};
