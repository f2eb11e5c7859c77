import { LtmcError, type CallContext, type JsonObject, type JsonValue } from '@ltmc/contracts';

/** Bounds on what one call may bring. */
export interface ContentLimits {
  /** Longest content of one memory, UTF-8 bytes. */
  readonly maxContentBytes: number;
}

const MAX_FILE_NAME_BYTES = 1024;
const MAX_TYPE_LENGTH = 64;
const MAX_TAGS = 64;
const MAX_TAG_LENGTH = 128;
const MAX_METADATA_BYTES = 16 * 1024;
const MAX_METADATA_DEPTH = 8;
const MAX_NAME_LENGTH = 255;
/** Far above any question; keeps a pasted file from becoming one. */
const MAX_QUERY_LENGTH = 100_000;

const LONE_SURROGATE = /\p{Surrogate}/u;
const CONTROL = /\p{Cc}/u;

/** @returns the name in NFC, the form in which it is a key. */
export function checkFileName(fileName: string): string {
  const name = fileName.normalize('NFC');
  if (name.trim() === '') throw invalid('file_name is empty; give the memory a name, e.g. "notes/deploy.md"');
  const bytes = Buffer.byteLength(name);
  if (bytes > MAX_FILE_NAME_BYTES) throw invalid(`file_name has ${bytes} bytes; at most ${MAX_FILE_NAME_BYTES} are allowed`);
  if (CONTROL.test(name) || LONE_SURROGATE.test(name)) {
    throw invalid(`file_name ${JSON.stringify(name.slice(0, 80))} holds a control character or half a surrogate pair; use plain text`);
  }
  return name;
}

/** Refuses what is not text, is empty, or is longer than the limit. */
export function checkContent(content: string, { maxContentBytes }: ContentLimits): string {
  if (content.trim() === '') {
    throw new LtmcError('LTMC_CONTENT_EMPTY', 'content is empty or only white space; there is nothing to remember');
  }
  const bytes = Buffer.byteLength(content);
  if (bytes > maxContentBytes) {
    throw new LtmcError(
      'LTMC_CONTENT_TOO_LARGE',
      `content has ${bytes} bytes; the limit is ${maxContentBytes}. Store it in parts, or raise LTMC_MAX_CONTENT_BYTES`,
      { details: { size_bytes: bytes, limit_bytes: maxContentBytes } },
    );
  }
  const nul = content.indexOf('\0');
  if (nul >= 0) throw notText(`a NUL character at offset ${nul}`, nul);
  const surrogate = LONE_SURROGATE.exec(content);
  if (surrogate) throw notText(`half a surrogate pair at offset ${surrogate.index}`, surrogate.index);
  return content;
}

/** Bounds on a text that is no whole memory. */
export interface TextLimits {
  /** UTF-16 code units; default: no bound. */
  readonly maxLength?: number;
  /** UTF-8 bytes; default: no bound. */
  readonly maxContentBytes?: number;
}

/** As {@link checkContent}, of a parameter by its name. */
export function checkText(parameter: string, text: string, { maxLength = Infinity, maxContentBytes = Infinity }: TextLimits): string {
  if (text.trim() === '') throw invalid(`${parameter} is empty or only white space`);
  if (text.length > maxLength) throw invalid(`${parameter} has ${text.length} characters; at most ${maxLength} are allowed`);
  const bytes = Buffer.byteLength(text);
  if (bytes > maxContentBytes) throw new LtmcError('LTMC_CONTENT_TOO_LARGE', `${parameter} has ${bytes} bytes; the limit is ${maxContentBytes}`, { details: { size_bytes: bytes, limit_bytes: maxContentBytes } });
  if (text.includes('\0') || LONE_SURROGATE.test(text)) throw invalid(`${parameter} holds a NUL character or half a surrogate pair; use plain text`);
  return text;
}

export function checkResourceType(type: string): string {
  const name = type.normalize('NFC').trim();
  if (name === '' || name.length > MAX_TYPE_LENGTH || CONTROL.test(name) || LONE_SURROGATE.test(name)) {
    throw invalid(`resource_type ${JSON.stringify(type.slice(0, 80))} must be 1 to ${MAX_TYPE_LENGTH} characters of plain text`);
  }
  return name;
}

/** @returns the tags in NFC, each once, in the order given. */
export function checkTags(tags: readonly string[]): string[] {
  if (tags.length > MAX_TAGS) throw invalid(`${tags.length} tags were given; at most ${MAX_TAGS} are allowed`);
  const clean = tags.map((tag) => tag.normalize('NFC').trim());
  const bad = clean.find((tag) => tag === '' || tag.length > MAX_TAG_LENGTH || CONTROL.test(tag) || LONE_SURROGATE.test(tag));
  if (bad !== undefined) throw invalid(`tag ${JSON.stringify(bad.slice(0, 80))} must be 1 to ${MAX_TAG_LENGTH} characters of plain text`);
  return [...new Set(clean)];
}

/** Refuses metadata that is too large or too deep to be kept beside every version. */
export function checkMetadata(metadata: JsonObject): JsonObject {
  checkTexts(metadata);
  const bytes = Buffer.byteLength(JSON.stringify(metadata));
  if (bytes > MAX_METADATA_BYTES) throw invalid(`metadata has ${bytes} bytes as JSON; at most ${MAX_METADATA_BYTES} are allowed`);
  return metadata;
}

/** Level by level, not by recursion: the depth is the caller's to choose until it has been checked. */
function checkTexts(metadata: JsonObject): void {
  let level: readonly JsonValue[] = [metadata];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth >= MAX_METADATA_DEPTH && level.some((value) => typeof value === 'object' && value !== null)) {
      throw invalid(`metadata is nested deeper than ${MAX_METADATA_DEPTH} levels; flatten it`);
    }
    const texts = level.flatMap((value) => (typeof value === 'string' ? [value] : isRecord(value) ? Object.keys(value) : []));
    if (texts.some((text) => text.includes('\0') || LONE_SURROGATE.test(text))) throw invalid('metadata holds a NUL character or half a surrogate pair; use plain text');
    level = level.flatMap((value): readonly JsonValue[] => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
}

/** Names that a caller gives itself, e.g. `agent_id`: kept and compared as they are, so they must be plain text. */
export function checkName(parameter: string, name: string): string {
  if (name.trim() === '' || name.length > MAX_NAME_LENGTH || CONTROL.test(name) || LONE_SURROGATE.test(name)) {
    throw invalid(`${parameter} must be 1 to ${MAX_NAME_LENGTH} characters of plain text`);
  }
  return name;
}

/** Agent and session of a call as the record keeps them. */
export function checkCaller({ agentId, sessionId }: Pick<CallContext, 'agentId' | 'sessionId'>): { readonly agentId: string | null; readonly sessionId: string | null } {
  return {
    agentId: agentId === undefined ? null : checkName('agent_id', agentId),
    sessionId: sessionId === undefined ? null : checkName('session_id', sessionId),
  };
}

export function checkValidity(validFromMs: number | undefined, expiresAtMs: number | undefined): void {
  if (validFromMs !== undefined && expiresAtMs !== undefined && expiresAtMs <= validFromMs) {
    throw invalid('expires_at must be later than valid_from');
  }
}

/** @returns the query without surrounding white space. */
export function checkQuery(query: string): string {
  const text = query.trim();
  if (text === '') throw invalid('query is empty; say what to look for');
  if (text.length > MAX_QUERY_LENGTH) throw invalid(`query has ${text.length} characters; at most ${MAX_QUERY_LENGTH} are allowed`);
  if (text.includes('\0') || LONE_SURROGATE.test(text)) throw invalid('query holds a NUL character or half a surrogate pair; use plain text');
  return text;
}

function isRecord(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(message: string): LtmcError {
  return new LtmcError('LTMC_INVALID_INPUT', message);
}

function notText(what: string, offset: number): LtmcError {
  return new LtmcError('LTMC_CONTENT_INVALID', `content holds ${what}; only Unicode text can be stored`, { details: { offset } });
}
