import { endianness } from 'node:os';
import type { EmbeddingFingerprint, JsonObject, VersionInput } from '@ltmc/contracts';
import { requireStorable } from '../storable.js';
import { covers } from './check-coverage.js';
import type { VersionLine } from './export-format.js';
import { areFactsOf } from './kind-facts.js';
import { importInvalid } from './import-refusals.js';
import { parseExportLine } from './parse-export.js';
import { readJsonLines } from './read-json-lines.js';

/** A version out of a file, ready to be stored. */
export interface ImportEntry {
  readonly input: VersionInput;
  readonly forgottenAtMs: number | null;
  /** What the thing has beyond its versions; with its first one only, of kinds that have more. */
  readonly facts: JsonObject | undefined;
  /** One for each chunk; undefined where it has none. */
  readonly vectors: readonly (Float32Array | undefined)[];
  /** The first version of its memory. */
  readonly first: boolean;
  /** Whose the vectors are. */
  readonly fingerprint: EmbeddingFingerprint | null;
  /** How much of the file has been read. */
  readonly bytesRead: number;
}

/**
 * The versions of a file in its order, checked one by one and against each other.
 * @param namespace - where all of them go; undefined leaves each where the file says.
 * @throws LtmcError `LTMC_IMPORT_INVALID`, `LTMC_CONTENT_INVALID`.
 */
export async function* readEntries(source: AsyncIterable<Uint8Array>, namespace: string | undefined): AsyncGenerator<ImportEntry> {
  const order = createOrder();
  for await (const line of readJsonLines(source)) {
    const value = parseExportLine(line);
    if (value.kind === 'header') order.begin(line.number, value.embeddings);
    else if (value.kind === 'end') order.end(line.number, value);
    else {
      const placed = namespace === undefined ? value : { ...value, namespace };
      const { first, fingerprint } = order.next(line.number, placed);
      yield { ...toEntry(placed, fingerprint, line.number), first, fingerprint, bytesRead: line.bytesRead };
    }
  }
  order.requireEnd();
}

/** What must hold between the lines of a file. */
function createOrder() {
  let stage: 'before' | 'within' | 'after' = 'before';
  let fingerprint: EmbeddingFingerprint | null = null;
  let last: VersionLine | undefined;
  let versions = 0;
  const begun = new Set<string>();

  const isNext = (line: VersionLine): boolean => last?.namespace === line.namespace && last.of === line.of && last.file_name === line.file_name;
  return {
    begin(number: number, embeddings: EmbeddingFingerprint | null): void {
      if (stage !== 'before') throw importInvalid(number, 'is a second header');
      stage = 'within';
      fingerprint = embeddings;
    },
    next(number: number, line: VersionLine): { first: boolean; fingerprint: EmbeddingFingerprint | null } {
      if (stage !== 'within') throw importInvalid(number, stage === 'before' ? 'is not the header of an LTMC export' : 'stands behind the end');
      const first = !isNext(line);
      if (first) {
        const key = JSON.stringify([line.namespace, line.of ?? 'memory', line.file_name]);
        if (begun.has(key)) throw importInvalid(number, `tells of "${line.file_name}" a second time`);
        begun.add(key);
      }
      const expected = first ? 1 : (last?.version ?? 0) + 1;
      if (line.version !== expected) throw importInvalid(number, `has version ${line.version} of "${line.file_name}" where version ${expected} must stand`);
      if (!first && line.recorded_at_ms <= (last?.recorded_at_ms ?? 0)) throw importInvalid(number, 'was recorded no later than the version before it');
      versions += 1;
      last = line;
      return { first, fingerprint };
    },
    end(number: number, told: { readonly memories: number; readonly versions: number }): void {
      if (stage !== 'within') throw importInvalid(number, stage === 'before' ? 'is not the header of an LTMC export' : 'is a second end');
      if (told.memories !== begun.size || told.versions !== versions) throw importInvalid(number, `says ${told.versions} versions, but ${versions} stand before it`);
      stage = 'after';
      last = undefined;
    },
    requireEnd(): void {
      if (stage !== 'after') throw importInvalid(versions + 2, 'is missing: the file was cut short');
    },
  };
}

function toEntry(line: VersionLine, fingerprint: EmbeddingFingerprint | null, number: number): Pick<ImportEntry, 'input' | 'forgottenAtMs' | 'facts' | 'vectors'> {
  const { content } = line;
  const chunks = line.chunks.map(({ start, end, heading, context = null }) => ({ content: content.slice(start, end), startOffset: start, endOffset: end, heading, context }));
  if (!covers(content, chunks)) throw importInvalid(number, 'has chunks that do not cover its content');
  const input: VersionInput = {
    namespace: line.namespace, ...(line.of === undefined ? {} : { kind: line.of }), ...(line.conversation_id === undefined ? {} : { conversationId: line.conversation_id }),
    fileName: line.file_name, content, resourceType: line.resource_type, tags: line.tags, metadata: line.metadata,
    validFromMs: line.valid_from_ms, expiresAtMs: line.expires_at_ms, toldAtMs: line.told_at_ms ?? null, agentId: line.agent_id, sessionId: line.session_id, recordedAtMs: line.recorded_at_ms, chunks,
  };
  requireStorable(input);
  if (line.version === 1 && !areFactsOf(line.of ?? 'memory', line.facts)) throw importInvalid(number, `has no usable "facts" of a ${line.of ?? 'memory'}`);
  return { input, facts: line.version === 1 ? line.facts : undefined, forgottenAtMs: line.forgotten_at_ms, vectors: line.chunks.map(({ embedding }) => toVector(embedding, fingerprint, number)) };
}

function toVector(embedding: string | undefined, fingerprint: EmbeddingFingerprint | null, number: number): Float32Array | undefined {
  if (embedding === undefined || fingerprint === null) return undefined;
  const bytes = Buffer.from(embedding, 'base64');
  if (bytes.length !== fingerprint.dimension * Float32Array.BYTES_PER_ELEMENT) throw importInvalid(number, `has an embedding that is not ${fingerprint.dimension} numbers long`);
  if (endianness() === 'BE') bytes.swap32();
  return new Float32Array(new Uint8Array(bytes).buffer);
}
