import type { EmbeddingFingerprint, JsonObject } from '@ltmc/contracts';
import { RECORD_KINDS } from '../kinds.js';
import { FORMAT, FORMAT_VERSION, type ChunkField, type EndLine, type ExportLine, type HeaderLine, type VersionLine } from './export-format.js';
import { importInvalid } from './import-refusals.js';
import type { NumberedLine } from './read-json-lines.js';

type Fields = Readonly<Record<string, unknown>>;

/** @throws LtmcError `LTMC_IMPORT_INVALID` for a line that no export has. */
export function parseExportLine({ number, text }: Omit<NumberedLine, 'bytesRead'>): ExportLine {
  const value = parseJson(text, number);
  if (isHeader(value)) return value;
  if (isEnd(value)) return value;
  const wrong = wrongField(value);
  if (wrong === undefined && isVersion(value)) return value;
  if (isObject(value) && value['format'] === FORMAT) throw importInvalid(number, `says format version ${String(value['format_version'])}, this LTMC reads ${FORMAT_VERSION}; update LTMC`);
  throw importInvalid(number, wrong === undefined ? 'is no line of an LTMC export' : `has no usable "${wrong}"`);
}

function parseJson(text: string, number: number): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch (cause) {
    throw importInvalid(number, 'is no JSON', cause);
  }
}

function isHeader(value: unknown): value is HeaderLine {
  return isObject(value) && value['kind'] === 'header' && value['format'] === FORMAT && value['format_version'] === FORMAT_VERSION
    && (value['embeddings'] === null || isFingerprint(value['embeddings']));
}

function isEnd(value: unknown): value is EndLine {
  return isObject(value) && value['kind'] === 'end' && isCount(value['memories']) && isCount(value['versions']);
}

/** What each field of a version must be. */
const VERSION_FIELDS: Readonly<Record<Exclude<keyof VersionLine, 'kind'>, (value: unknown) => boolean>> = {
  of: (value) => value === undefined || RECORD_KINDS.some((kind) => kind === value), conversation_id: (value) => value === undefined || isName(value),
  namespace: isName, file_name: isName, version: (value) => isCount(value) && value !== 0, resource_type: isName,
  tags: (value) => Array.isArray(value) && value.every(isText), metadata: isObject,
  valid_from_ms: isTimeOrNull, expires_at_ms: isTimeOrNull, told_at_ms: (value) => value === undefined || isTime(value), agent_id: isTextOrNull, session_id: isTextOrNull,
  recorded_at_ms: isTime, forgotten_at_ms: isTimeOrNull, content: isText, facts: (value) => value === undefined || isObject(value), chunks: (value) => Array.isArray(value) && value.every(isChunk),
};

/** The first field of a version line that is not as it must be; undefined when all are, or when it is no such line. */
function wrongField(value: unknown): string | undefined {
  if (!isObject(value) || value['kind'] !== 'version') return undefined;
  return Object.entries(VERSION_FIELDS).find(([name, isRight]) => !isRight(value[name]))?.[0];
}

function isVersion(value: unknown): value is VersionLine {
  return isObject(value) && value['kind'] === 'version' && wrongField(value) === undefined;
}

function isChunk(value: unknown): value is ChunkField {
  return isObject(value) && isCount(value['start']) && isCount(value['end']) && isTextOrNull(value['heading']) && (value['context'] === undefined || isText(value['context']))
    && (value['embedding'] === undefined || isText(value['embedding']));
}

const FINGERPRINT_TEXTS = ['id', 'model', 'pooling', 'tokenizerHash', 'modelHash'];

function isFingerprint(value: unknown): value is EmbeddingFingerprint {
  return isObject(value) && FINGERPRINT_TEXTS.every((name) => isText(value[name])) && isCount(value['dimension']) && value['dimension'] !== 0;
}

function isObject(value: unknown): value is Fields & JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isName(value: unknown): value is string {
  return isText(value) && value !== '';
}

function isTextOrNull(value: unknown): boolean {
  return value === null || isText(value);
}

function isTime(value: unknown): boolean {
  return Number.isSafeInteger(value);
}

function isTimeOrNull(value: unknown): boolean {
  return value === null || isTime(value);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
