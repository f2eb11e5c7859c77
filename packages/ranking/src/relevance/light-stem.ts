const IS_LATIN = /^[a-z]+$/u;
const IS_CYRILLIC = /^\p{Script=Cyrillic}+$/u;
/** The plural of the west, and a genitive. */
const PLURAL = /(?<=[^s])[sx]$/u;
/** Endings of number, gender and case that languages of Europe in Latin letters share; the longest that fits. */
const LATIN = /(?:ern|em|en|er|e|a|o|i)$/u;
/** Endings of Russian and its neighbours, without marks; the longest that fits. */
const CYRILLIC = /(?:иями|ями|ами|иеи|иях|иям|ием|ого|его|ому|ему|ыми|ими|ться|тся|ешь|ишь|ите|ете|ала|ила|ало|ило|али|или|ать|ить|еть|ять|ах|ях|ам|ям|ом|ем|ои|еи|ыи|ая|яя|ое|ее|ую|юю|ые|ие|ов|ев|их|ых|ет|ит|ут|ют|ат|ят|ал|ил|ел|ия|ии|ию|а|я|о|е|ы|и|у|ю|ь)$/u;
/** Letters that stay at least, without a plural and without another ending. */
const LEAST_SINGULAR = 4;
const LEAST_STEM = 3;

/** A word in small letters and without marks, without its ending, where its language is not English: rough, and the same for all, as in the full text of `@ltmc/tier-temporal`. */
export function lightStem(word: string): string {
  if (IS_LATIN.test(word)) return without(without(word, PLURAL, LEAST_SINGULAR), LATIN, LEAST_STEM);
  return IS_CYRILLIC.test(word) ? without(word, CYRILLIC, LEAST_STEM) : word;
}

function without(word: string, ending: RegExp, least: number): string {
  const stem = word.replace(ending, '');
  return stem.length >= least ? stem : word;
}
