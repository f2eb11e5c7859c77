import type { MemoryFilter, RecordKind } from '@ltmc/contracts';
import { kindsOf, RECORD_KINDS } from '../kinds.js';
import type { QueryTerm } from '../words/query-terms.js';
import { scopeTokens } from './scope.js';

/** A word as FTS5 sees plain text, whatever it holds. */
export function quoted(word: string): string {
  return `"${word.replaceAll('"', '""')}"`;
}

/**
 * FTS5 expression over chunk texts, kept to what the filter's scope lets pass.
 * @param columns - default: the text and what stands around it.
 */
export function matchExpression(terms: readonly QueryTerm[], operator: 'AND' | 'OR', scope: readonly string[], columns: 'content' | '{content context}' = '{content context}'): string {
  const text = `${columns} : (${terms.map(anyForm).join(` ${operator} `)})`;
  return scope.length === 0 ? text : `${text} AND scope : (${scope.join(' AND ')})`;
}

function anyForm({ forms, isPrefix }: QueryTerm): string {
  const any = forms.map((form) => quoted(form) + (isPrefix ? ' *' : '')).join(' OR ');
  return forms.length > 1 ? `(${any})` : any;
}

/** What all chunks of the record have in common: a token that every chunk has costs time and tells nothing. */
export interface InCommon {
  /** Undefined where all chunks are of one namespace. */
  readonly namespaceId: number | undefined;
  /** The kinds that the namespace has chunks of. */
  readonly kinds: readonly RecordKind[];
}

/** The scope terms a filter asks for, all of which must hold. */
export function scopeOfFilter(filter: MemoryFilter, { namespaceId, kinds }: InCommon): string[] {
  const tokens = (filter.tags ?? []).map(scopeTokens.tag);
  if (filter.resourceType !== undefined) tokens.push(scopeTokens.resourceType(filter.resourceType));
  if (filter.agentId !== undefined) tokens.push(scopeTokens.agent(filter.agentId));
  if (namespaceId !== undefined) tokens.push(scopeTokens.namespace(namespaceId));
  if (keepsOut(filter, kinds)) tokens.push(...scopeOfKinds(filter));
  return tokens;
}

/** Whether a filter keeps out anything of these kinds. */
function keepsOut(filter: MemoryFilter, kinds: readonly RecordKind[]): boolean {
  const wanted = kindsOf(filter);
  return kinds.some((kind) => !wanted.includes(kind) || (kind === 'message' && filter.conversationId !== undefined));
}

/** A conversation's token is on its messages only, so it stands for their kind too. */
function scopeOfKinds(filter: MemoryFilter): string[] {
  const kinds = kindsOf(filter);
  const { conversationId } = filter;
  if (kinds.length === RECORD_KINDS.length && conversationId === undefined) return [];
  const tokens = kinds.map((kind) => (kind === 'message' && conversationId !== undefined ? scopeTokens.conversation(conversationId) : scopeTokens.kind(kind)));
  return [tokens.length === 1 ? tokens.join('') : `(${tokens.join(' OR ')})`];
}
