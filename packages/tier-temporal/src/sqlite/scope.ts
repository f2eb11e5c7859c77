import { createHash } from 'node:crypto';
import type { RecordKind, VersionInput } from '@ltmc/contracts';

/**
 * Tokens that stand beside a chunk's text in the full-text index, so that a filter takes part in the match itself and ranking sees only what
 * passes. Letter plus digits: no tokenizer splits or stems them. Equal hashes of unequal names do no harm, the exact filter follows.
 */
export const scopeTokens = {
  namespace: (id: number): string => `n${id}`,
  kind: (kind: RecordKind): string => `k${KIND_NUMBERS[kind]}`,
  conversation: (id: string): string => `c${digest(id)}`,
  resourceType: (name: string): string => `t${digest(name)}`,
  tag: (name: string): string => `g${digest(name)}`,
  agent: (id: string): string => `a${digest(id)}`,
};

const KIND_NUMBERS: Readonly<Record<RecordKind, number>> = { memory: 1, message: 2, todo: 3, pattern: 4 };

/** The `scope` column of every chunk of a version. */
export function scopeOf({ kind = 'memory', conversationId, resourceType, tags, agentId }: Pick<VersionInput, 'kind' | 'conversationId' | 'resourceType' | 'tags' | 'agentId'>, namespaceId: number): string {
  const tokens = [scopeTokens.namespace(namespaceId), scopeTokens.kind(kind), scopeTokens.resourceType(resourceType), ...tags.map(scopeTokens.tag)];
  if (agentId !== null) tokens.push(scopeTokens.agent(agentId));
  if (conversationId !== undefined) tokens.push(scopeTokens.conversation(conversationId));
  return [...new Set(tokens)].join(' ');
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest().readBigUInt64BE().toString();
}
