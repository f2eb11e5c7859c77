import type { CallContext, RecordKind } from '@ltmc/contracts';
import type { PassageText } from '@ltmc/ranking';
import type { MemoryHit, SearchResult } from '../../types.js';
import type { RecallEngine } from '../recall-engine.js';
import { titleOf } from '../title-of.js';
import type { RouteHit } from '../types.js';

export interface SourceQuery {
  readonly query: string;
  /** Of messages only this conversation's. */
  readonly conversationId?: string;
  readonly topK: number;
  /** How probable it is that a text answers the query. */
  readonly relevance: (passage: PassageText) => number;
}

export interface SourceAnswer {
  /** Most relevant first. */
  readonly hits: readonly RouteHit[];
  readonly degraded: readonly string[];
}

/** Hits of a kind, each with how relevant it is. */
export type RatedHits = readonly (MemoryHit & { readonly relevance: number })[];

/** The best chunk of each thing of a kind, most relevant first. */
export async function searchKind(engine: RecallEngine, context: CallContext, kind: RecordKind, { query, conversationId, topK, relevance }: SourceQuery): Promise<{ readonly rated: RatedHits; readonly degraded: readonly string[] }> {
  const found: SearchResult = await engine.search(context, { query, topK, kinds: [kind], ...(kind === 'message' && conversationId !== undefined ? { conversationId } : {}) });
  const rated = found.hits.map((hit) => ({ ...hit, relevance: relevance({ text: hit.content, title: titleOf(hit), similarity: hit.similarity }) })).toSorted((a, b) => b.relevance - a.relevance);
  const seen = new Set<number>();
  return { rated: rated.filter(({ resourceId }) => !seen.has(resourceId) && seen.add(resourceId)), degraded: found.degraded ?? [] };
}
