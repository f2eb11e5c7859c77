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

const VOCABULARY = 30_000;
/** The commonest words of a language carry no meaning and are no part of a question. */
const FUNCTION_WORDS = 100;
const SYLLABLES = 'ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo yu za bre cla dri flo gru sta tre spo'.split(' ');

/** The word of a rank: the commoner, the shorter. */
function wordOf(rank) {
  let word = '';
  for (let rest = rank + SYLLABLES.length; rest > 0; rest = Math.floor(rest / SYLLABLES.length)) word += SYLLABLES[rest % SYLLABLES.length];
  return word;
}

/** A rank drawn as words are used (Zipf's law): the n-th commonest word about 1/n as often as the first. */
function drawRank(draw, from) {
  return Math.floor(from * (VOCABULARY / from) ** draw());
}

/** A text of so many words, different for every draw, with the word frequencies of a natural language. */
export function someText(draw, words) {
  return Array.from({ length: words }, () => wordOf(drawRank(draw, 1))).join(' ');
}

/** A question: content words only. */
export function someQuestion(draw, words) {
  return Array.from({ length: words }, () => wordOf(drawRank(draw, FUNCTION_WORDS))).join(' ');
}
