/** Letters that are not a letter with a mark to Unicode, but are typed without them all the same. */
const WHOLE_LETTERS: Readonly<Record<string, string>> = { ß: 'ss', ẞ: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', ł: 'l', ħ: 'h', ı: 'i', þ: 'th', ё: 'е', Ё: 'е', Æ: 'ae', Œ: 'oe', Ø: 'o', Đ: 'd', Ð: 'd', Ł: 'l', Ħ: 'h', Þ: 'th' };
const WHOLE = new RegExp(`[${Object.keys(WHOLE_LETTERS).join('')}]`, 'gu');

/** Marks on Latin and Greek letters, and the vowel signs of Hebrew and Arabic. In Cyrillic and the scripts of India a mark makes another letter. */
const MARKS = /(?<=[\p{Script=Latin}\p{Script=Greek}]\p{M}*)\p{M}|[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c7\u064b-\u0652\u0670]/gu;

const ASCII = /^[\0-\x7f]*$/u;

/** Full-width forms, ligatures and the like as plain letters; case is kept. */
export function normalizeForms(text: string): string {
  return ASCII.test(text) ? text : text.normalize('NFKC');
}

/** Lower case, and without the marks that people leave out when they type. */
export function foldWord(word: string): string {
  if (ASCII.test(word)) return word.toLowerCase();
  const whole = word.replaceAll(WHOLE, (letter) => WHOLE_LETTERS[letter] ?? letter);
  return whole.toLowerCase().normalize('NFD').replaceAll(MARKS, '').normalize('NFC');
}
