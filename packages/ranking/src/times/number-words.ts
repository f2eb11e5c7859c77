const WORDS: readonly string[] = [
  'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten',
  'eleven', 'twelve', 'thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen', 'twenty',
];
const COUNTS: ReadonlyMap<string, number> = new Map([...WORDS.map((word, place): [string, number] => [word, place + 1]), ['a', 1], ['an', 1], ['couple', 2], ['few', 3], ['several', 4]]);

/** Part of a pattern, one group: a number from 0 to 999, or one written in words up to twenty. "of" after it is part of it. */
export const COUNT = `(\\d{1,3}|(?:a\\s+)?(?:couple|few)|${[...COUNTS.keys()].join('|')})(?:\\s+of)?`;

/** What {@link COUNT} found; 1 for what it would not find. */
export function countOf(found: string): number {
  const word = found.toLowerCase().replace(/^a\s+/u, '');
  return COUNTS.get(word) ?? (/^\d+$/u.test(word) ? Number(word) : 1);
}

/** Whether it says no exact number. */
export function isVague(found: string): boolean {
  return /couple|few|several/iu.test(found);
}
