/** Shorter texts, such as "yes" or "on Tuesday", stand inside others by chance. */
const MIN_CONTAINED_LENGTH = 24;

/** What is compared: a text and how relevant it is. */
export interface Weighed {
  readonly text: string;
  readonly relevance: number;
}

/**
 * Leaves out texts that another one holds already, white space aside: equal ones keep the first, one inside another (a quoted passage) leaves
 * the longer one, which then is as relevant as both. Most relevant first.
 */
export function dropRepeated<Item extends Weighed>(items: readonly Item[]): Item[] {
  const texts = items.map(({ text }) => text.trim().replaceAll(/\s+/g, ' '));
  const isIn = (inner: number, outer: number): boolean => inner !== outer && holds(texts[outer] ?? '', outer, texts[inner] ?? '', inner);
  const kept = items.flatMap((item, index) => {
    if (texts.some((_text, other) => isIn(index, other))) return [];
    return [{ ...item, relevance: Math.max(item.relevance, ...items.filter((_item, other) => isIn(other, index)).map(({ relevance }) => relevance)) }];
  });
  return kept.toSorted((a, b) => b.relevance - a.relevance);
}

function holds(text: string, place: number, inner: string, innerPlace: number): boolean {
  if (text === inner) return place < innerPlace;
  return inner.length >= MIN_CONTAINED_LENGTH && text.length > inner.length && text.includes(inner);
}
