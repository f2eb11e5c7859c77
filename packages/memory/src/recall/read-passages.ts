import type { CallContext, ChunkView, MessageView, VersionView } from '@ltmc/contracts';
import type { RecordView } from '../engine/record-view.js';
import type { MemoryHit } from '../types.js';
import { dropRepeated } from './drop-repeated.js';
import { mergeSpans, type FoundSpan } from './merge-spans.js';
import { passageText } from './passage-text.js';
import type { Passage, PassageSource } from './types.js';

/** A text that passages are cut from. */
interface SourceText {
  readonly source: PassageSource;
  readonly text: string;
}

/** A hit and how relevant it is. */
export interface RatedHit {
  readonly hit: Pick<MemoryHit, 'kind' | 'resourceId' | 'version' | 'chunkId' | 'content'>;
  readonly relevance: number;
}

/**
 * The passages of some hits: neighbouring chunks joined, nothing twice, most relevant first. What is no longer current in the record is left out.
 */
export async function readPassages(record: RecordView, { namespace }: CallContext, rated: readonly RatedHit[], nowMs: number): Promise<Passage[]> {
  const chunkIds = rated.map(({ hit }) => hit.chunkId);
  const [views, texts] = await Promise.all([
    chunkIds.length === 0 ? [] : record.readChunks({ chunkIds }, { namespace, kinds: ['memory', 'message'], validAtMs: nowMs }),
    readTexts(record, namespace, rated.map(({ hit }) => hit)),
  ]);
  const byChunk = new Map(views.map((view) => [view.chunkId, view]));
  const spans = rated.flatMap(({ hit, relevance }) => {
    const view = byChunk.get(hit.chunkId);
    return view && texts.has(keyOf(view)) ? [spanOf(view, relevance)] : [];
  });
  const merged = mergeSpans(spans, (key) => texts.get(key)?.text ?? '');
  return dropRepeated(merged.flatMap((span) => passageOf(span, texts)));
}

/** A memory by the version that was found, so that the chunk's offsets are those of the text. */
function keyOf({ kind, resourceId, version }: Pick<ChunkView, 'kind' | 'resourceId' | 'version'>): string {
  return kind === 'message' ? `message:${resourceId}` : `memory:${resourceId}:${version}`;
}

function spanOf(view: ChunkView, relevance: number): FoundSpan {
  return { source: keyOf(view), start: view.startOffset, end: view.endOffset, relevance, chunkIds: [view.chunkId] };
}

function passageOf({ source: key, start, end, relevance, chunkIds }: FoundSpan, texts: ReadonlyMap<string, SourceText>): Passage[] {
  const found = texts.get(key);
  return found ? [{ source: found.source, text: passageText(found.text, start, end), relevance, chunkIds }] : [];
}

async function readTexts(record: RecordView, namespace: string, hits: readonly RatedHit['hit'][]): Promise<Map<string, SourceText>> {
  const memories = new Map(hits.filter(({ kind }) => kind === 'memory').map((hit) => [keyOf(hit), hit]));
  const resourceIds = [...new Set(hits.filter(({ kind }) => kind === 'message').map(({ resourceId }) => resourceId))];
  const [versions, messages] = await Promise.all([
    Promise.all([...memories.values()].map(({ resourceId, version }) => record.getVersion(namespace, { resourceId }, { version }))),
    resourceIds.length === 0 ? [] : record.chats.read(namespace, { resourceIds }),
  ]);
  const texts = new Map<string, SourceText>();
  for (const version of versions) if (version) texts.set(keyOf({ ...version, kind: 'memory' }), memoryText(version));
  for (const message of messages) texts.set(keyOf({ ...message, kind: 'message', version: 1 }), messageText(message));
  return texts;
}

function memoryText({ resourceId, fileName, resourceType, version, recordedAtMs, content }: VersionView): SourceText {
  return { source: { kind: 'memory', resourceId, fileName, resourceType, version, createdAtMs: recordedAtMs }, text: content };
}

function messageText({ messageId, conversationId, role, agentName, timestampMs, content }: MessageView): SourceText {
  return { source: { kind: 'message', messageId, conversationId, role, agentName, createdAtMs: timestampMs }, text: content };
}
