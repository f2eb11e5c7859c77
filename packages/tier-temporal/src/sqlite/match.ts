import type { MemoryFilter } from '@ltmc/contracts';
import { scopeTokens } from './scope.js';

/** A word as FTS5 sees plain text, whatever it holds. */
export function quoted(word: string): string {
  return `"${word.replaceAll('"', '""')}"`;
}

/** FTS5 expression over chunk texts, kept to what the filter's scope lets pass. */
export function matchExpression(words: readonly string[], operator: 'AND' | 'OR', scope: readonly string[]): string {
  const text = `content : (${words.map(quoted).join(` ${operator} `)})`;
  return scope.length === 0 ? text : `${text} AND scope : (${scope.join(' AND ')})`;
}

/**
 * The scope tokens a filter asks for.
 * @param namespaceId - undefined where all chunks are of one namespace: a token that every chunk has costs time and tells nothing.
 */
export function scopeOfFilter(filter: MemoryFilter, namespaceId: number | undefined): string[] {
  const tokens = (filter.tags ?? []).map(scopeTokens.tag);
  if (filter.resourceType !== undefined) tokens.push(scopeTokens.resourceType(filter.resourceType));
  if (filter.agentId !== undefined) tokens.push(scopeTokens.agent(filter.agentId));
  if (namespaceId !== undefined) tokens.push(scopeTokens.namespace(namespaceId));
  return tokens;
}
