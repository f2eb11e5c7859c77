import type { MemoryHit } from '../types.js';

/** What a hit is found by beside its text: the name of a memory and the headings above it, or who says a message. Names of messages, todos and patterns are made by the record and say nothing. */
export function titleOf({ kind, fileName, heading, message }: MemoryHit): string {
  return kind === 'memory' ? `${fileName} ${heading ?? ''}` : (message?.agentName ?? '');
}
