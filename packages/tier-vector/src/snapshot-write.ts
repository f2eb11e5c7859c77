import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { createFile, describeFile, FOLDER_MODE, syncFile, syncFolder, writeDurably } from './snapshot-files.js';
import { formatPointer, type SnapshotOwner, type SnapshotPointer } from './snapshot-pointer.js';
import { isMissing, POINTER_NAME, readPointer } from './snapshot-read.js';
import type { IndexView } from './space-index.js';

/** Files written for a snapshot that nothing points to yet. */
export interface SnapshotDraft {
  readonly pointer: SnapshotPointer;
}

/** Writes the files of a snapshot under names no other process uses. `capture` is called once, when the graph can be written at once. */
export async function draftSnapshot(folder: string, owner: SnapshotOwner, capture: () => IndexView): Promise<SnapshotDraft> {
  await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  const name = randomBytes(12).toString('hex');
  const [vectorsName, graphName] = [`${name}.vectors`, `${name}.graph`];
  const graphPath = join(folder, graphName);
  try {
    await createFile(graphPath);
    const { rows, cursor, graph } = capture();
    const { covered, nodes } = graph ?? { covered: 0, nodes: 0 };
    // In the same turn as the capture: the graph moves on with the next one. hnswlib keeps the mode of the file.
    if (graph && covered > 0) graph.writeTo(graphPath);
    await writeDurably(join(folder, vectorsName), [bytesOf(rows.ids), bytesOf(rows.vectors)]);
    if (graph && covered > 0) await settleGraph(graphPath, nodes * owner.dimension);
    else await rm(graphPath);
    return {
      pointer: {
        ...owner, cursor, covered, rows: rows.ids.length,
        vectors: await describeFile(join(folder, vectorsName), vectorsName),
        graph: covered > 0 ? await describeFile(graphPath, graphName) : null,
      },
    };
  } catch (error) {
    await Promise.all([vectorsName, graphName].map((file) => rm(join(folder, file), { force: true })));
    throw error;
  }
}

/** hnswlib does not say when a write failed, e.g. on a full disk; a graph is never shorter than the vectors in it. */
async function settleGraph(path: string, components: number): Promise<void> {
  await syncFile(path);
  const { size } = await stat(path);
  if (size < components * Float32Array.BYTES_PER_ELEMENT) throw new Error('the graph file is shorter than its vectors; is the disk full?');
}

/** Makes the draft the snapshot of the folder, in one step that survives a power cut. */
export async function publishSnapshot(folder: string, { pointer }: SnapshotDraft): Promise<void> {
  const before = await readPointer(folder);
  const temporary = join(folder, `${randomBytes(12).toString('hex')}.pointer`);
  await writeDurably(temporary, [Buffer.from(formatPointer(pointer))]);
  await rename(temporary, join(folder, POINTER_NAME));
  await syncFolder(folder);
  if (before && before !== 'damaged') await startGrace(folder, before);
}

/** The grace time of `sweepFolder` begins when a snapshot is replaced, not when it was written. */
async function startGrace(folder: string, { vectors, graph }: SnapshotPointer): Promise<void> {
  const now = new Date();
  for (const file of [vectors, graph]) {
    if (file) await utimes(join(folder, file.name), now, now).catch(ignoreMissing);
  }
}

/** Removes the files of a draft that is not to be published. */
export async function discardDraft(folder: string, { pointer }: SnapshotDraft): Promise<void> {
  for (const file of [pointer.vectors, pointer.graph]) if (file) await rm(join(folder, file.name), { force: true });
}

/** Removes files that nothing points to and that nobody has written to for `graceMs`: a reader may still be loading younger ones. */
export async function sweepFolder(folder: string, graceMs: number): Promise<void> {
  const pointer = await readPointer(folder);
  if (!pointer || pointer === 'damaged') return;
  const kept = new Set([POINTER_NAME, pointer.vectors.name, pointer.graph?.name]);
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (!kept.has(name) && (await ageMs(path)) > graceMs) await rm(path, { force: true });
  }
}

/** 0 where another process, which sweeps the same folder, was faster. */
async function ageMs(path: string): Promise<number> {
  const found = await stat(path).catch(ignoreMissing);
  return found ? Date.now() - found.mtimeMs : 0;
}

function ignoreMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}

/** Forgets the snapshot. Readers that hold its files are not disturbed on POSIX. */
export async function removeSnapshot(folder: string): Promise<void> {
  const pointer = await readPointer(folder);
  if (!pointer) return;
  await rm(join(folder, POINTER_NAME), { force: true });
  if (pointer !== 'damaged') await discardDraft(folder, { pointer });
}

function bytesOf(numbers: Float64Array | Float32Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}
