/** Seeded random numbers in [0, 1) (mulberry32), so that a run can be repeated. */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The value below which `share` of the numbers lie. */
export function quantile(numbers, share) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export async function timeMs(work) {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}

/** Runs two things in turn, so that noise of the machine hits both alike. @returns milliseconds of each run. */
export async function inTurn(runs, first, second) {
  const times = { first: [], second: [] };
  for (let run = 0; run < runs; run += 1) {
    times.first.push(await timeMs(() => first(run)));
    times.second.push(await timeMs(() => second(run)));
  }
  return times;
}

const WORDS = 'river ledger copper signal harvest canyon archive lantern pepper module socket garden thunder parcel violin bridge compass marble kernel orchard ribbon saddle timber velvet window anchor basket candle desert engine falcon granite hammer island jacket kettle magnet needle oyster pillar quartz rocket shadow tunnel umbrella valley walnut yellow zipper budget contract deadline engineer feature gateway history invoice journal keyboard license manager network operator password quarter release schedule terminal update vendor worker'.split(' ');

/** A text of so many words, different for every draw. */
export function someText(draw, words) {
  return Array.from({ length: words }, () => WORDS[Math.floor(draw() * WORDS.length)]).join(' ');
}
