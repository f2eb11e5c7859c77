import { createHash } from 'node:crypto';

/**
 * Tokens that stand beside a chunk's text in the full-text index, so that a filter takes part in the match itself and ranking sees only what
 * passes. Letter plus digits: no tokenizer splits or stems them. Equal hashes of unequal names do no harm, the exact filter follows.
 */
export const scopeTokens = {
  namespace: (id: number): string => `n${id}`,
  resourceType: (name: string): string => `t${digest(name)}`,
  tag: (name: string): string => `g${digest(name)}`,
  agent: (id: string): string => `a${digest(id)}`,
};

/** The `scope` column of every chunk of a version. */
export function scopeOf(version: { readonly resourceType: string; readonly tags: readonly string[]; readonly agentId: string | null }, namespaceId: number): string {
  const tokens = [scopeTokens.namespace(namespaceId), scopeTokens.resourceType(version.resourceType), ...version.tags.map(scopeTokens.tag)];
  if (version.agentId !== null) tokens.push(scopeTokens.agent(version.agentId));
  return [...new Set(tokens)].join(' ');
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest().readBigUInt64BE().toString();
}
