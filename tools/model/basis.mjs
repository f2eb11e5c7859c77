// node tools/model/basis.mjs <folders of labelled sets> [--check] [--tokens-per-set N]
// Fits the basis of the token signatures on the training half of the sets, and writes it into the model's package with its entry in the manifest. See README.md.
import { parseArgs } from 'node:util';
import { readLabelledSet } from '../eval/labelled-set.mjs';
import { progressBar } from '../progress.mjs';
import { basisFile, compareBasis, installBasis } from './basis/package-basis.mjs';
import { createCovariance, principalComponents } from './basis/principal-components.mjs';
import { randomRotation } from './basis/rotation.mjs';
import { openTokenStates } from './basis/token-states.mjs';

const COMPONENTS = 128;
const ROTATION_SEED = 20261122;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { check: { type: 'boolean', default: false }, 'tokens-per-set': { type: 'string', default: '30000' } },
});
const tokensPerSet = Number(values['tokens-per-set']);
if (positionals.length === 0) throw new Error('name the folders of labelled sets, each with corpus.jsonl and queries.jsonl');
if (!Number.isInteger(tokensPerSet) || tokensPerSet < 1000) throw new Error('--tokens-per-set is a whole number of at least 1000');

const states = await openTokenStates();
const covariance = createCovariance(states.dimension);
const sets = [];
for (const folder of positionals.toSorted()) sets.push(await addSet(folder));
const { mean, components, explained } = principalComponents(covariance, COMPONENTS);
const bytes = basisFile(mean, randomRotation(COMPONENTS, ROTATION_SEED), components);
const provenance = { fittedOn: sets, tokens: covariance.count, explainedVariance: Number(explained.toFixed(4)), rotationSeed: ROTATION_SEED };
await (values.check ? compareBasis : installBasis)({ bytes, components: COMPONENTS, provenance });
process.stdout.write(`${JSON.stringify(provenance, undefined, 2)}\n`);

/** The states of about as many tokens of each set, from texts spread evenly over the conversations to train on. */
async function addSet(folder) {
  const { name, conversations } = await readLabelledSet(folder, { half: 'first' });
  const all = conversations.flatMap(({ units }) => units.map(({ text }) => text));
  const counts = all.map((text) => states.tokensOf(text).length);
  const stride = Math.max(1, counts.reduce((sum, count) => sum + count, 0) / tokensPerSet);
  const texts = Array.from({ length: Math.floor(all.length / stride) }, (_, n) => all[Math.floor(n * stride)]);
  const before = covariance.count;
  const bar = progressBar(name, texts.length);
  for (const text of texts) {
    for await (const state of states.of(text)) covariance.add(state);
    bar.step();
  }
  bar.end();
  return { set: name, conversations: conversations.length, texts: texts.length, tokens: covariance.count - before };
}
