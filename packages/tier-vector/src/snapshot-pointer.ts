import { createHash } from 'node:crypto';
import type { VectorSpace } from '@ltmc/contracts';
import { LAYOUT } from './graph-file.js';

/** Raised with every change of the files' layout. */
const FORMAT = 2;

/** One immutable file beside the pointer. */
export interface SnapshotFile {
  readonly name: string;
  readonly sizeBytes: number;
  /** Hex. */
  readonly sha256: string;
}

/** What `current.json` says: which files belong together, and how to tell that they are whole. */
export interface SnapshotPointer {
  readonly format: number;
  /** The files hold the machine's own numbers. */
  readonly layout: string;
  readonly recordId: string;
  readonly namespace: string;
  readonly fingerprint: string;
  readonly dimension: number;
  /** Of the index, dead ones included. */
  readonly rows: number;
  /** So many of them, the first, have their vectors in the graph file, unless they were dead when it took them in; 0 without one. */
  readonly covered: number;
  readonly cursor: number;
  /** The vectors of the other rows, then the ids of all (0 for a dead one). */
  readonly vectors: SnapshotFile;
  /** As hnswlib writes it; a row's number is its label. */
  readonly graph: SnapshotFile | null;
}

const OWNER_FIELDS = ['format', 'layout', 'recordId', 'namespace', 'fingerprint', 'dimension'] as const;

/** The part of a pointer that must match for its files to be used at all. */
export type SnapshotOwner = Pick<SnapshotPointer, (typeof OWNER_FIELDS)[number]>;

export function ownerOf({ namespace, fingerprint, dimension }: VectorSpace, recordId: string): SnapshotOwner {
  return { format: FORMAT, layout: LAYOUT, recordId, namespace, fingerprint, dimension };
}

/** The first field in which the snapshot belongs to something else, or undefined. */
export function foreignField(pointer: SnapshotPointer, owner: SnapshotOwner): string | undefined {
  return OWNER_FIELDS.find((field) => pointer[field] !== owner[field]);
}

/** Why this program, on this machine, does not read the files of a snapshot that may be whole; undefined where it does. */
export function misfitOf({ format, layout }: Pick<SnapshotPointer, 'format' | 'layout'>): 'older' | 'newer' | 'other-machine' | undefined {
  if (format !== FORMAT) return format < FORMAT ? 'older' : 'newer';
  return layout === LAYOUT ? undefined : 'other-machine';
}

/** The text of `current.json`: the pointer and a checksum over it, as a flipped bit in a number is still JSON. */
export function formatPointer(pointer: SnapshotPointer): string {
  return `${JSON.stringify({ pointer, sha256: checksum(pointer) })}\n`;
}

/** Undefined for anything that is not a whole pointer. */
export function parsePointer(text: string): SnapshotPointer | undefined {
  const value = parseJson(text);
  if (!isObject(value) || !isPointer(value['pointer'])) return undefined;
  return value['sha256'] === checksum(value['pointer']) ? value['pointer'] : undefined;
}

function checksum(pointer: SnapshotPointer): string {
  return createHash('sha256').update(JSON.stringify(pointer)).digest('hex');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const TEXTS = ['layout', 'recordId', 'namespace', 'fingerprint'];
const COUNTS = ['format', 'dimension', 'rows', 'covered', 'cursor'];

function isPointer(value: unknown): value is SnapshotPointer {
  return (
    isObject(value) &&
    TEXTS.every((name) => typeof value[name] === 'string') &&
    COUNTS.every((name) => isCount(value[name])) &&
    isFile(value['vectors']) &&
    Number(value['covered']) <= Number(value['rows']) &&
    (value['graph'] === null ? value['covered'] === 0 : isFile(value['graph']))
  );
}

function isFile(value: unknown): value is SnapshotFile {
  return isObject(value) && isPlainName(value['name']) && isCount(value['sizeBytes']) && typeof value['sha256'] === 'string';
}

/** A pointer must not lead out of its folder. */
function isPlainName(value: unknown): boolean {
  return typeof value === 'string' && /^[\w-]+\.(?:vectors|graph)$/u.test(value);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
