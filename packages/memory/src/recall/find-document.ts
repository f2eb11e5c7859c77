import { detectKind, type TextKind } from '@ltmc/chunking';
import { LtmcError, type CallContext } from '@ltmc/contracts';
import { normalisedRef, unknownMemory } from '../forget-flow.js';
import { passageText } from './passage-text.js';
import type { RecallEngine } from './recall-engine.js';
import type { DocumentRef } from './types.js';

/** One document as it may go into a context. */
export interface FoundDocument {
  readonly name: string;
  readonly type: string;
  readonly text: string;
  /** How the text is cut. */
  readonly kind: TextKind;
  /** Null for the caller's own text. */
  readonly resourceId: number | null;
  readonly version: number | null;
}

/** @throws LtmcError `LTMC_NOT_FOUND` naming what is not there. */
export async function findDocument(engine: RecallEngine, { namespace }: CallContext, ref: DocumentRef, index: number): Promise<FoundDocument> {
  if ('content' in ref) {
    const name = ref.name === '' ? `document ${index + 1}` : ref.name;
    return { name, type: 'document', text: ref.content, kind: detectKind(name, 'document'), resourceId: null, version: null };
  }
  if ('chunkId' in ref) return findChunk(engine, namespace, ref.chunkId);
  const version = await engine.record.getVersion(namespace, normalisedRef(ref));
  if (!version) throw unknownMemory(ref);
  return { name: version.fileName, type: version.resourceType, text: version.content, kind: detectKind(version.fileName, version.resourceType), resourceId: version.resourceId, version: version.version };
}

async function findChunk({ record, clock }: RecallEngine, namespace: string, chunkId: number): Promise<FoundDocument> {
  const [chunk] = await record.readChunks({ chunkIds: [chunkId] }, { namespace, kinds: ['memory', 'message'], validAtMs: clock.nowMs() });
  if (!chunk) throw new LtmcError('LTMC_NOT_FOUND', `no current chunk with chunk_id ${chunkId}; retrieve_memory gives the ids there are`);
  const { resourceId, version, fileName, resourceType, content, startOffset, endOffset } = chunk;
  if (chunk.kind === 'message') return { name: `chunk ${chunkId}`, type: 'message', text: content, kind: 'plain', resourceId: null, version: null };
  const whole = await record.getVersion(namespace, { resourceId }, { version });
  const text = whole ? passageText(whole.content, startOffset, endOffset) : content;
  return { name: fileName, type: resourceType, text, kind: detectKind(fileName, resourceType), resourceId, version };
}
