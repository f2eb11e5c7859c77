import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadGraph } from './graph.js';
import { createGraphFileReader } from './graph-file.js';
import type { NativeGraphFactory } from './native-graph.js';
import { isUnharmed } from './snapshot-files.js';
import { foreignField, parsePointer, type SnapshotOwner, type SnapshotPointer } from './snapshot-pointer.js';
import type { SavedIndex } from './space-index.js';
import type { RowsView } from './vector-rows.js';

const MAX_ATTEMPTS = 5;
/** The one file that is replaced; all others are immutable. */
export const POINTER_NAME = 'current.json';

/** A snapshot that was loaded, that cannot be trusted (and why), or none. */
export type SnapshotReading =
  | { readonly kind: 'loaded'; readonly saved: SavedIndex; readonly pointer: SnapshotPointer }
  | { readonly kind: 'refused'; readonly why: string; readonly pointer: SnapshotPointer | undefined }
  | { readonly kind: 'none' };

/** Loads the snapshot of `folder` if everything about it is certain. Writes nothing, and never rejects for what it finds. */
export async function readSnapshot(folder: string, owner: SnapshotOwner, create: NativeGraphFactory | undefined): Promise<SnapshotReading> {
  let reading = await readOnce(folder, owner, create);
  for (let attempt = 1; attempt < MAX_ATTEMPTS && (await isReplaced(folder, reading)); attempt++) reading = await readOnce(folder, owner, create);
  return reading;
}

/** Another process may have published a newer snapshot, and removed the files of this one, since its pointer was read. */
async function isReplaced(folder: string, reading: SnapshotReading): Promise<boolean> {
  if (reading.kind !== 'refused' || !reading.pointer) return false;
  const now = await readPointer(folder).catch(() => undefined);
  return now !== undefined && now !== 'damaged' && now.vectors.name !== reading.pointer.vectors.name;
}

/** The pointer as it stands; undefined when there is none. */
export async function readPointer(folder: string): Promise<SnapshotPointer | 'damaged' | undefined> {
  try {
    return parsePointer(await readFile(join(folder, POINTER_NAME), 'utf8')) ?? 'damaged';
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function readOnce(folder: string, owner: SnapshotOwner, create: NativeGraphFactory | undefined): Promise<SnapshotReading> {
  let pointer: SnapshotPointer | undefined;
  const refuse = (why: string): SnapshotReading => ({ kind: 'refused', why, pointer });
  try {
    const found = await readPointer(folder);
    if (!found) return { kind: 'none' };
    if (found === 'damaged') return refuse('its pointer is damaged');
    pointer = found;
    const foreign = foreignField(pointer, owner);
    if (foreign) return refuse(`it was written for another ${foreign}`);
    const rows = await readRows(folder, pointer);
    if (rows === 'vectors' || rows === 'graph') return refuse(`its ${rows} ${rows === 'graph' ? 'is' : 'are'} damaged`);
    const graph = create && pointer.graph ? loadGraph(create, pointer.dimension, join(folder, pointer.graph.name), pointer.covered) : undefined;
    return { kind: 'loaded', pointer, saved: { rows, graph, cursor: pointer.cursor } };
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

/** Puts the rows together from both files, or names the one that is damaged. A damaged graph file would end the whole process inside hnswlib. */
async function readRows(folder: string, { rows, covered, dimension, vectors, graph }: SnapshotPointer): Promise<RowsView | 'vectors' | 'graph'> {
  const rowBytes = dimension * Float32Array.BYTES_PER_ELEMENT;
  const memory = new Uint8Array(rows * (rowBytes + Float64Array.BYTES_PER_ELEMENT));
  const into = memory.subarray(covered * rowBytes);
  if (into.length !== vectors.sizeBytes || !(await isUnharmed(join(folder, vectors.name), vectors, { into }))) return 'vectors';
  if (graph) {
    const reader = createGraphFileReader({
      dimension,
      onNode: (row, bytes, at) => {
        if (row < covered) memory.set(bytes.subarray(at, at + rowBytes), row * rowBytes);
      },
    });
    if (!(await isUnharmed(join(folder, graph.name), graph, { onPiece: reader.take }))) return 'graph';
  }
  return {
    ids: new Float64Array(memory.buffer.slice(rows * rowBytes)), // a copy, as an odd number of vectors would leave it where no such number may lie
    vectors: new Float32Array(memory.buffer, 0, rows * dimension),
  };
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
