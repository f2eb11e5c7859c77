import type { RecordKind } from '@ltmc/contracts';
import { RECORD_KINDS } from '../kinds.js';
import type { Readers } from './readers.js';

/** What a search may take for granted without asking the database each time. Old values make it slower at most, never wrong. */
export interface SearchHints {
  /** Undefined while the namespace holds nothing; never changes once known. */
  readonly namespaceId: number | undefined;
  readonly severalNamespaces: boolean;
  /** Of which kinds the namespace holds anything. */
  readonly kinds: readonly RecordKind[];
  /** Upper bound of the chunks in the record when last asked. */
  readonly mostChunks: number;
}

/** How long hints are kept, milliseconds. */
const FRESH_MS = 1000;

const HINTS = `
SELECT n.id AS namespaceId, (SELECT count(*) FROM (SELECT 1 FROM namespaces LIMIT 2)) AS namespaces,
  (SELECT json_group_array(value) FROM json_each($kinds) WHERE EXISTS (SELECT 1 FROM resources WHERE namespace_id = n.id AND kind = value)) AS kinds,
  coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'resource_chunks'), 0) AS mostChunks
FROM namespaces AS n WHERE n.name = $namespace`;

/** Asks again after a second, and always for a namespace not seen yet: what was just stored there must be found. */
export function createSearchHints(readers: Readers): (namespace: string) => Promise<SearchHints> {
  const known = new Map<string, SearchHints & { readonly freshUntilMs: number }>();
  return async (namespace) => {
    const hints = known.get(namespace);
    if (hints && hints.freshUntilMs > performance.now()) return hints;
    const [row] = await readers.query<{ namespaceId: number; namespaces: number; kinds: string; mostChunks: number }>(HINTS, { $namespace: namespace, $kinds: JSON.stringify(RECORD_KINDS) });
    if (!row) return { namespaceId: undefined, severalNamespaces: true, kinds: [], mostChunks: 0 };
    const { namespaceId, namespaces, kinds, mostChunks } = row;
    const fresh: SearchHints & { readonly freshUntilMs: number } = { namespaceId, severalNamespaces: namespaces > 1, kinds: JSON.parse(kinds), mostChunks, freshUntilMs: performance.now() + FRESH_MS };
    known.set(namespace, fresh);
    return fresh;
  };
}
