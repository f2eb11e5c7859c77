import { createRandom } from '../../torture/random.mjs';
import { createCases } from './cases.mjs';

/** One big call among so many. */
const HEAVY_EVERY = 40;

/**
 * What to send over one face: as many calls of each tool, one thing wrong at a time first, in an order of the face's own, then several at once.
 *
 * @param {object} wanted
 * @param {readonly import('@ltmc/tools').ToolDescriptor[]} wanted.tools
 * @param {ReadonlyMap<string, readonly object[]>} wanted.good - arguments that work, by tool; several where it has actions.
 * @param {number} wanted.count
 * @param {number} wanted.seed
 * @returns {import('./cases.mjs').BadCall[]}
 */
export function planBadCalls({ tools, good, count, seed }) {
  const random = createRandom(seed);
  const perTool = Math.ceil(count / tools.length);
  const queues = tools.map((tool) => {
    const cases = (good.get(tool.name) ?? [{}]).map((args) => createCases(tool, args));
    const all = shuffled(cases.flatMap(({ systematic }) => systematic()), random);
    const light = all.filter(({ heavy }) => !heavy);
    const heavy = all.filter((one) => one.heavy).slice(0, Math.ceil(perTool / HEAVY_EVERY));
    const systematic = shuffled([...heavy, ...light.slice(0, perTool - heavy.length)], random);
    const left = Math.max(0, perTool - systematic.length);
    const byChance = cases.flatMap((one) => one.random(Math.ceil(left / cases.length), random.whole(1, 2 ** 30)));
    return [...systematic, ...shuffled(byChance, random).slice(0, left)];
  });
  // Turn by turn, so that the limit cuts all tools alike.
  return Array.from({ length: perTool }, (_, turn) => queues.map((queue) => queue[turn])).flat().filter((one) => one !== undefined).slice(0, count);
}

function shuffled(list, random) {
  return list.map((one) => ({ one, at: random.unit() })).toSorted((a, b) => a.at - b.at).map(({ one }) => one);
}
