import { LtmcError, type CallContext } from '@ltmc/contracts';
import type { MemoryService } from '@ltmc/memory';
import { memoryUri } from './resource-uri.js';
import { partEnd } from './text-part.js';
import type { ResourceText } from './types.js';

const MIME_TYPES: Readonly<Record<string, string>> = { md: 'text/markdown', markdown: 'text/markdown', json: 'application/json', html: 'text/html', csv: 'text/csv' };

/** The current text as it was stored, and where it is long, a notice that names the next part. */
export async function readMemory(memory: MemoryService, context: CallContext, { resourceId, from }: { readonly resourceId: number; readonly from: number }): Promise<ResourceText[]> {
  const { content, fileName } = await memory.get(context, { resourceId });
  if (from > 0 && from >= content.length) throw new LtmcError('LTMC_NOT_FOUND', `memory ${resourceId} has ${content.length} characters; there is nothing from ${from} on`);
  const uri = memoryUri(resourceId, from);
  const to = partEnd(content, from);
  const isWhole = from === 0 && to === content.length;
  const part = { uri, mimeType: isWhole ? mimeTypeOf(fileName) : 'text/plain', text: content.slice(from, to) };
  if (to === content.length) return [part];
  const next = memoryUri(resourceId, to);
  return [part, { uri: next, mimeType: 'text/plain', text: `(${to} of ${content.length} characters; it goes on at ${next})` }];
}

/** By the ending of its name; a memory is text whatever it is called. */
export function mimeTypeOf(fileName: string): string {
  const ending = /\.(?<ending>[a-z]+)$/.exec(fileName.toLowerCase())?.groups?.['ending'] ?? '';
  return (Object.hasOwn(MIME_TYPES, ending) ? MIME_TYPES[ending] : undefined) ?? 'text/plain';
}
