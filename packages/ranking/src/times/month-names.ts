const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];

/** Parts of patterns, one group each. */
export const MONTH = `(${MONTHS.map((name) => (name.length > 4 ? `${name.slice(0, 3)}(?:${name.slice(3)})?\\.?` : name)).join('|')}|sept\\.?)`;
export const YEAR = '((?:19|20)\\d\\d)';
export const DATE = '(\\d{1,2})(?:st|nd|rd|th)?';

/** 0 to 11. */
export function monthOf(name: string): number {
  return MONTHS.findIndex((known) => known.startsWith(name.toLowerCase().slice(0, 3)));
}

/** What stands around the name of a month. */
interface Around {
  readonly before: string;
  readonly after: string;
}

/**
 * "may", "march" and "mar" are words of their own unless they are written as names, and "May I" is none. Many write no capitals: in small letters they are months after a word that
 * hardly anything else follows ("in march", "until may", "from april to may").
 */
export function isMonthName(name: string, { before, after }: Around): boolean {
  if (!/^(?:may|march|mar)$/iu.test(name)) return true;
  return LEADS_TO_MONTH.test(before) || (/^\p{Lu}\p{Ll}+$/u.test(name) && !IS_VERB.test(after));
}

/** "May I", "May we" */
const IS_VERB = /^\s+(?:i|we|you|he|she|they|it|one|this|that|the)\b/iu;
const LEADS_TO_MONTH = new RegExp(`\\b(?:in|during|since|until|till|by|(?:from|between|${MONTH})(?:\\s+(?:and|or|to|until|through))?|last|this|next)[\\s–-]+$`, 'iu');
