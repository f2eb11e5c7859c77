const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];

/** Parts of patterns, one group each. */
export const MONTH = `(${MONTHS.map((name) => (name.length > 4 ? `${name.slice(0, 3)}(?:${name.slice(3)})?\\.?` : name)).join('|')}|sept\\.?)`;
export const YEAR = '((?:19|20)\\d\\d)';
export const DATE = '(\\d{1,2})(?:st|nd|rd|th)?';

/** 0 to 11. */
export function monthOf(name: string): number {
  return MONTHS.findIndex((known) => known.startsWith(name.toLowerCase().slice(0, 3)));
}

/** "may", "march" and "mar" are words of their own unless they are written as names, and "May I" is none. */
export function isMonthName(name: string, after: string): boolean {
  return !/^(?:may|march|mar)$/iu.test(name) || (/^\p{Lu}\p{Ll}+$/u.test(name) && !IS_VERB.test(after));
}

/** "May I", "May we" */
const IS_VERB = /^\s+(?:i|we|you|he|she|they|it|one|this|that|the)\b/iu;
