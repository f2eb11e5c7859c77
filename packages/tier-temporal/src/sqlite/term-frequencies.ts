import type { QueryTerm } from '../words/query-terms.js';
import type { Vocabulary } from './vocabulary.js';

/** A term of the query, and in how many current chunks (of all namespaces) it occurs. */
export interface TermFrequency {
  readonly term: QueryTerm;
  readonly frequency: number;
}

/** Terms that occur in at least one current chunk, rarest first; of each only the forms that occur. */
export async function termFrequencies(vocabulary: Vocabulary, terms: readonly QueryTerm[]): Promise<TermFrequency[]> {
  const forms = terms.flatMap((term) => term.forms.map((form) => ({ term, form })));
  const { holding } = await vocabulary.count(forms.map(({ form }) => form));
  const known = new Map<QueryTerm, { forms: string[]; frequency: number }>();
  for (const [position, { term, form }] of forms.entries()) {
    const count = term.isPrefix ? await vocabulary.countPrefix(form) : (holding[position] ?? 0);
    if (count === 0) continue;
    const before = known.get(term);
    known.set(term, { forms: [...(before?.forms ?? []), form], frequency: (before?.frequency ?? 0) + count });
  }
  return [...known]
    .map(([{ isPrefix }, { forms: held, frequency }]) => ({ term: { forms: held, isPrefix }, frequency }))
    .toSorted((a, b) => a.frequency - b.frequency);
}
