const IS_LATIN = /^[a-z]+$/u;
const IS_CYRILLIC = /^\p{Script=Cyrillic}+$/u;

/** The plural of the west, and a genitive. */
const PLURAL = /(?<=[^s])[sx]$/u;
/** Endings of number, gender and case that languages of Europe in Latin letters share; the longest that fits. */
const LATIN = /(?:ern|em|en|er|e|a|o|i)$/u;
/** Endings of Russian and its neighbours; the longest that fits. */
const CYRILLIC = /(?:иями|ями|ами|ией|иях|иям|ием|ого|его|ому|ему|ыми|ими|ться|тся|ешь|ишь|ите|ете|ала|ила|ало|ило|али|или|ать|ить|еть|ять|ах|ях|ам|ям|ом|ем|ой|ей|ий|ый|ая|яя|ое|ее|ую|юю|ые|ие|ов|ев|их|ых|ет|ит|ут|ют|ат|ят|ал|ил|ел|ия|ии|ию|а|я|о|е|ы|и|у|ю|ь|й)$/u;

/** Letters that stay at least, without a plural and without another ending. */
const LEAST_SINGULAR = 4;
const LEAST_STEM = 3;

/**
 * A folded word without its ending, where the language is not known to be English: so that one and many, and the cases, find each other. Lighter than a
 * stemmer of one language, and the same for all, since a question's own language is often not to be told.
 */
export function lightStem(word: string): string {
  if (IS_LATIN.test(word)) return without(without(word, PLURAL, LEAST_SINGULAR), LATIN, LEAST_STEM);
  return IS_CYRILLIC.test(word) ? without(word, CYRILLIC, LEAST_STEM) : word;
}

function without(word: string, ending: RegExp, least: number): string {
  const stem = word.replace(ending, '');
  return stem.length >= least ? stem : word;
}
