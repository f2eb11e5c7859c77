/** Words that stand in any question or sentence and tell nothing about what it is about. */
const STOP_WORDS = new Set(
  `a about after all also an and any are as at be been before being but by can could did do does doing done during each either for from get gets got had
  has have having he her hers him his how i if in into is it its itself just like ll made make makes many may me might more most much must my no nor not of off on
  once one only or other our ours out over own re same shall she should so some such than that the their theirs them then there these they this those
  through to too under until up us use used uses using ve very was we were what when where which while who whom whose why will with would you your yours
  don doesn didn isn aren wasn weren won wouldn couldn shouldn hasn haven hadn tell say says said please anything something anyone someone`.split(/\s+/),
);
const WORD = /[\p{L}\p{N}]+/gu;
/** Letters that a stem has at least. */
const MIN_STEM = 3;

/**
 * The words of a text that carry its content, in small letters and without English endings, so that "deploys", "deployed" and "deploying" are equal;
 * each once, in order of first use.
 */
export function contentWords(text: string): string[] {
  const words = text.normalize('NFKC').toLowerCase().match(WORD) ?? [];
  return [...new Set(words.filter((word) => !STOP_WORDS.has(word) && !/^[a-z]$/.test(word)).map(stemOf))];
}

/** A word in small letters without plural, past and -ing endings; rough on purpose, both sides are treated alike. */
export function stemOf(word: string): string {
  if (!/^[a-z]+$/.test(word) || word.length <= MIN_STEM) return word;
  const singular = word.endsWith('ies') && word.length > 4 ? `${word.slice(0, -3)}y` : /[^su]s$/.test(word) ? word.slice(0, -1) : word;
  for (const ending of ['ing', 'ed', 'er']) {
    const rest = singular.slice(0, -ending.length);
    if (singular.endsWith(ending) && rest.length >= MIN_STEM && /[aeiouy]/.test(rest)) return undoubled(rest);
  }
  return singular.endsWith('e') && singular.length > MIN_STEM ? singular.slice(0, -1) : singular;
}

function undoubled(stem: string): string {
  const last = stem.at(-1) ?? '';
  if (last === stem.at(-2) && /[bdgklmnprt]/.test(last)) return stem.slice(0, -1);
  return stem.endsWith('e') ? stem.slice(0, -1) : stem;
}
