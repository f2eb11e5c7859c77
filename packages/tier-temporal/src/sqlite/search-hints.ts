import type { Readers } from './readers.js';

/** What a search may take for granted without asking the database each time. Old values make it slower at most, never wrong. */
export interface SearchHints {
  /** Undefined while the namespace holds nothing; never changes once known. */
  readonly namespaceId: number | undefined;
  readonly severalNamespaces: boolean;
  /** Whether the namespace holds anything beside memories. */
  readonly severalKinds: boolean;
  /** Upper bound of the chunks in the record when last asked. */
  readonly mostChunks: number;
}

/** How long hints are kept, milliseconds. */
const FRESH_MS = 1000;

const HINTS = `
SELECT n.id AS namespaceId, (SELECT count(*) FROM (SELECT 1 FROM namespaces LIMIT 2)) AS namespaces,
  EXISTS (SELECT 1 FROM resources WHERE namespace_id = n.id AND kind IN ('message', 'todo', 'pattern')) AS others,
  coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'resource_chunks'), 0) AS mostChunks
FROM namespaces AS n WHERE n.name = $namespace`;

/** Asks again after a second, and always for a namespace not seen yet: what was just stored there must be found. */
export function createSearchHints(readers: Readers): (namespace: string) => Promise<SearchHints> {
  const known = new Map<string, SearchHints & { readonly freshUntilMs: number }>();
  return async (namespace) => {
    const hints = known.get(namespace);
    if (hints && hints.freshUntilMs > performance.now()) return hints;
    const [row] = await readers.query<{ namespaceId: number; namespaces: number; others: number; mostChunks: number }>(HINTS, { $namespace: namespace });
    if (!row) return { namespaceId: undefined, severalNamespaces: true, severalKinds: true, mostChunks: 0 };
    const { namespaceId, namespaces, others, mostChunks } = row;
    const fresh = { namespaceId, severalNamespaces: namespaces > 1, severalKinds: others === 1, mostChunks, freshUntilMs: performance.now() + FRESH_MS };
    known.set(namespace, fresh);
    return fresh;
  };
}
