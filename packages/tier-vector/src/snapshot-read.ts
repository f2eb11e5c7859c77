import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadGraph, type Graph } from './graph.js';
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
    if (!rows) return refuse('its vectors are damaged');
    const graph = create && (await readGraph(folder, pointer, create));
    if (graph === 'damaged') return refuse('its graph is damaged');
    return { kind: 'loaded', pointer, saved: { rows, graph, cursor: pointer.cursor } };
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

async function readRows(folder: string, { rows, dimension, vectors }: SnapshotPointer): Promise<RowsView | undefined> {
  const idBytes = rows * Float64Array.BYTES_PER_ELEMENT;
  const bytes = new Uint8Array(idBytes + rows * dimension * Float32Array.BYTES_PER_ELEMENT);
  if (bytes.length !== vectors.sizeBytes || !(await isUnharmed(join(folder, vectors.name), vectors, bytes))) return undefined;
  return { ids: new Float64Array(bytes.buffer, 0, rows), vectors: new Float32Array(bytes.buffer, idBytes) };
}

async function readGraph(folder: string, { graph, dimension, covered }: SnapshotPointer, create: NativeGraphFactory): Promise<Graph | 'damaged' | undefined> {
  if (!graph) return undefined;
  const path = join(folder, graph.name);
  // A damaged header would end the whole process inside hnswlib.
  return (await isUnharmed(path, graph)) ? loadGraph(create, dimension, path, covered) : 'damaged';
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
