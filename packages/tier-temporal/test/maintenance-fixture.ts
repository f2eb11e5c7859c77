import { Buffer } from 'node:buffer';
import type { EmbeddingFingerprint, RecordMaintenance, RecordStore, StoredVersion, VersionInput } from '@ltmc/contracts';
import { version } from './fixture.js';

export const MODEL: EmbeddingFingerprint = { id: 'model-a', model: 'a', dimension: 3, pooling: 'mean', tokenizerHash: 't', modelHash: 'm' };

/** Characters that trip up what reads and writes lines: separators of JavaScript, an emoji of two halves, combining marks, a byte-order mark. */
export const NASTY = 'one\u2028two\u2029three\r\nfour \u{1F600} e\u0301 \uFEFF "quoted" \\ \u0085 end';

/** A version whose chunks overlap and cover the content. */
export function overlapping(fileName: string, content: string, fields: Partial<VersionInput> = {}): VersionInput {
  const characters = [...content];
  const offsetOf = (count: number): number => characters.slice(0, Math.max(0, count)).join('').length;
  const half = Math.floor(characters.length / 2);
  const chunk = (startOffset: number, endOffset: number, heading: string | null) => ({ content: content.slice(startOffset, endOffset), startOffset, endOffset, heading });
  return version(fileName, content, { chunks: [chunk(0, offsetOf(half), null), chunk(offsetOf(half - 5), content.length, 'Head > Sub')], ...fields });
}

export async function store(record: RecordStore, input: VersionInput): Promise<StoredVersion> {
  const outcome = await record.storeVersion(input);
  if (outcome.kind !== 'written') throw new Error('a write without a key cannot be a replay');
  return outcome.result;
}

/** Everything that a record can hold of a memory: versions, tags, validity, forgotten and brought back, embedded and not. */
export async function fillRecord(record: RecordStore): Promise<void> {
  const first = await store(record, overlapping('notes/a.md', NASTY, { tags: ['x', 'y z'], metadata: { deep: { list: [1, null, 'ü'] } }, agentId: 'agent', sessionId: 's', toldAtMs: 777 }));
  await store(record, overlapping('notes/a.md', `${NASTY} and more words`, { recordedAtMs: 2000, validFromMs: -5, expiresAtMs: 9_000_000_000_000 }));
  await record.storeEmbeddings(MODEL, [{ vectorId: first.vectorIds[0] ?? 0, vector: Float32Array.of(0.6, -0.8, 1e-7) }], 2500);
  await store(record, version('forgotten', 'gone words', { recordedAtMs: 3000 }));
  await record.forget('n', { fileName: 'forgotten' }, { atMs: 3100 });
  await store(record, version('twice', 'same words', { recordedAtMs: 3200 }));
  await record.forget('n', { fileName: 'twice' }, { atMs: 3300 });
  await store(record, version('twice', 'same words', { recordedAtMs: 3400 }));
  await record.undoForget('n', { fileName: 'twice' }, { notBeforeMs: 0, atMs: 3500 });
  await store(record, version('half', 'first half', { recordedAtMs: 3600 }));
  await record.forget('n', { fileName: 'half' }, { atMs: 3700 });
  await store(record, version('half', 'second half', { recordedAtMs: 3800 }));
  await store(record, version('elsewhere', 'other namespace', { namespace: 'other', recordedAtMs: 4000 }));
}

/** An export as one text. */
export async function exported(maintenance: RecordMaintenance, options: Parameters<RecordMaintenance['exportJsonLines']>[0] = { embeddings: true }): Promise<string> {
  let text = '';
  for await (const line of maintenance.exportJsonLines(options)) text += line;
  return text;
}

/** A text as a file that can be read again and again, in pieces that end anywhere. */
export function source(text: string, pieceBytes = 7): () => AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  return async function* pieces() {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  };
}
