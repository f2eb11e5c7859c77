import { foldWord, normalizeForms } from './fold.js';
import { piecesOf } from './scripts.js';

/** Words of Latin letters, folded. Shorter ones have too many neighbours, longer ones are no words. */
const LATIN_WORD = /^[a-z]{5,40}$/u;
/** From so many letters on two mistakes are allowed, below one. */
const LONG_WORD = 9;
/** Endings that a stem may lack. */
const LONGEST_ENDING = 8;
const SHORTEST_STEM = 4;
/** What makes another form of an English word, or another word from it: "allergies" is no mistake for "allergic". */
const ENDINGS: ReadonlySet<string> = new Set(['', 's', 'es', 'ies', 'y', 'ic', 'ics', 'ical', 'al', 'ally', 'ed', 'ing', 'er', 'ers', 'ion', 'ions', 'ive', 'ly', 'ity', 'ist', 'ists', 'ism', 'able', 'ous', 'ful']);
const SHORTEST_ROOT = 5;

/** Whether a folded word may be taken for a misspelling of another. */
export function isRespellable(word: string): boolean {
  return LATIN_WORD.test(word);
}

function mistakesAllowed(word: string): number {
  return word.length >= LONG_WORD ? 2 : 1;
}

/**
 * How far a stem of the index is from a word that may end in something else, 0 to 2; undefined where it is further, or begins with another letter: hardly anybody mistypes that one.
 * @param stem - folded, without a mark of its language.
 * @param word - folded.
 */
export function stemDistance(stem: string, word: string): number | undefined {
  if (stem[0] !== word[0] || stem.length < Math.max(SHORTEST_STEM, word.length - LONGEST_ENDING) || stem.length > word.length + mistakesAllowed(word)) return undefined;
  // The index has "happi" for "happy".
  const forms = stem.endsWith('i') ? [stem, `${stem.slice(0, -1)}y`] : [stem];
  const distance = Math.min(...forms.flatMap((form) => distancesToPrefixes(form, word)));
  return distance <= mistakesAllowed(word) ? distance : undefined;
}

/**
 * The word of some texts that is nearest to a misspelled one, in small letters: with the fewest mistakes, then the most often capitalised or not as that is, then the most frequent, then the first of the alphabet.
 * Undefined where none is near.
 */
export function nearestWord(misspelled: string, texts: readonly string[]): string | undefined {
  const word = foldWord(misspelled);
  const isName = isCapitalised(misspelled);
  const found = new Map<string, { distance: number; alike: number; uses: number }>();
  for (const { text: written } of texts.flatMap((text) => piecesOf(normalizeForms(text)))) {
    const small = written.toLowerCase();
    const known = found.get(small);
    const distance = known?.distance ?? wordDistance(foldWord(written), word);
    if (distance !== undefined) found.set(small, { distance, alike: (known?.alike ?? 0) + Number(isCapitalised(written) === isName), uses: (known?.uses ?? 0) + 1 });
  }
  const [best] = [...found].toSorted(([a, one], [b, other]) => one.distance - other.distance || other.alike - one.alike || other.uses - one.uses || (a < b ? -1 : 1));
  return best?.[0];
}

function isCapitalised(word: string): boolean {
  return /^\p{Lu}/u.test(word);
}

function wordDistance(written: string, word: string): number | undefined {
  const most = mistakesAllowed(word);
  if (!isRespellable(written) || written[0] !== word[0] || Math.abs(written.length - word.length) > most || (written !== word && isOtherForm(written, word))) return undefined;
  const distance = distancesToPrefixes(written, word).at(-1) ?? Infinity;
  return distance <= most ? distance : undefined;
}

function isOtherForm(written: string, word: string): boolean {
  for (let root = SHORTEST_ROOT; root <= word.length && written.startsWith(word.slice(0, root)); root += 1) {
    if (ENDINGS.has(written.slice(root)) && ENDINGS.has(word.slice(root))) return true;
  }
  return false;
}

/**
 * Mistakes between a word and each beginning of another, from none of it to the whole: a letter more, less or wrong, or two neighbours exchanged, count one each.
 * @see Damerau, "A technique for computer detection and correction of spelling errors", CACM 1964 (optimal string alignment)
 */
function distancesToPrefixes(from: string, to: string): number[] {
  let [before, last]: [number[], number[]] = [[], Array.from({ length: to.length + 1 }, (_, at) => at)];
  for (let row = 1; row <= from.length; row += 1) {
    const next = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const isSame = from[row - 1] === to[column - 1];
      const exchanged = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1] ? (before[column - 2] ?? Infinity) + 1 : Infinity;
      next.push(Math.min((last[column - 1] ?? 0) + (isSame ? 0 : 1), (last[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1, exchanged));
    }
    [before, last] = [last, next];
  }
  return last;
}
