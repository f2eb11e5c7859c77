import type { PassageSource } from './types.js';

/** How a reader is told where a passage comes from. */
export function sourceName(source: PassageSource): string {
  if (source.kind === 'memory') return source.fileName;
  return `${source.agentName ?? source.role} in conversation ${source.conversationId}`;
}

/** The kind of source, as far as a reader cares. */
export function sourceType(source: PassageSource): string {
  return source.kind === 'memory' ? source.resourceType : 'message';
}
