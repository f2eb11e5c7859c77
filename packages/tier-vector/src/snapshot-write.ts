import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createGraphFileReader } from './graph-file.js';
import { createFile, describeFile, FOLDER_MODE, removeUnlessInUse, syncFile, syncFolder, writeDurably } from './snapshot-files.js';
import { formatPointer, type SnapshotFile, type SnapshotOwner, type SnapshotPointer } from './snapshot-pointer.js';
import { isMissing, POINTER_NAME, readPointer } from './snapshot-read.js';
import type { IndexView } from './space-index.js';
import type { RowsView } from './vector-rows.js';

/** Added to the names of files that are still being written, by this process or another. */
const DRAFT = '.draft';
/** A draft in the making hardly goes unwritten for so long; one that is removed too early is not published, and tried again. */
const DRAFT_GRACE_MS = 600_000;

/** Files written for a snapshot that nothing points to yet. */
export interface SnapshotDraft {
  readonly pointer: SnapshotPointer;
}

/** Writes the files of a snapshot under names no other process uses. `capture` is called once, when the graph can be written at once. */
export async function draftSnapshot(folder: string, owner: SnapshotOwner, capture: () => IndexView): Promise<SnapshotDraft> {
  await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  const name = randomBytes(12).toString('hex');
  const [vectorsName, graphName] = [`${name}.vectors`, `${name}.graph`];
  const [vectorsPath, graphPath] = [join(folder, vectorsName + DRAFT), join(folder, graphName + DRAFT)];
  try {
    await createFile(graphPath);
    const { rows, cursor, graph } = capture();
    const covered = graph?.covered ?? 0;
    // In the same turn as the capture: the graph moves on with the next one. hnswlib keeps the mode of the file.
    if (graph && covered > 0) graph.writeTo(graphPath);
    else await rm(graphPath);
    await writeDurably(vectorsPath, [bytesOf(rows.vectors.subarray(covered * owner.dimension)), bytesOf(rows.ids)]);
    return {
      pointer: {
        ...owner, cursor, covered, rows: rows.ids.length,
        vectors: await describeFile(vectorsPath, vectorsName),
        graph: covered > 0 ? await settleGraph(graphPath, { name: graphName, rows, covered, dimension: owner.dimension }) : null,
      },
    };
  } catch (error) {
    await Promise.all([vectorsPath, graphPath].map((path) => rm(path, { force: true })));
    throw error;
  }
}

interface GraphFileParts {
  readonly name: string;
  readonly rows: RowsView;
  readonly covered: number;
  readonly dimension: number;
}

/**
 * From now on no other file has the vectors of the graph's rows, and hnswlib does not say when a write failed, e.g. on a full disk. So they are read again and compared.
 */
async function settleGraph(path: string, { name, rows, covered, dimension }: GraphFileParts): Promise<SnapshotFile> {
  await syncFile(path);
  const vectors = bytesOf(rows.vectors);
  const rowBytes = dimension * Float32Array.BYTES_PER_ELEMENT;
  let missing = rows.ids.subarray(0, covered).filter(isLive).length;
  const reader = createGraphFileReader({
    dimension,
    onNode: (row, bytes, at) => {
      if (isLive(rows.ids[row]) && vectors.compare(bytes, at, at + rowBytes, row * rowBytes, (row + 1) * rowBytes) === 0) missing--;
    },
  });
  const file = await describeFile(path, name, { onPiece: reader.take });
  if (missing !== 0 || !reader.isWhole) throw new Error(`the graph file lacks ${missing} of its vectors, or its end; is the disk full?`);
  return file;
}

function isLive(id: number | undefined): boolean {
  return id !== undefined && id !== 0;
}

/**
 * Makes the draft the snapshot of the folder, in one step that survives a power cut, and removes the one before. Who is just loading that one finds its
 * files gone and the pointer moved on, and begins again: that is seldom, and keeping them would double what the index takes on the disk.
 */
export async function publishSnapshot(folder: string, { pointer }: SnapshotDraft): Promise<void> {
  const before = await readPointer(folder);
  for (const name of namesOf(pointer)) await rename(join(folder, name + DRAFT), join(folder, name));
  const temporary = join(folder, `${randomBytes(12).toString('hex')}.pointer${DRAFT}`);
  await writeDurably(temporary, [Buffer.from(formatPointer(pointer))]);
  await rename(temporary, join(folder, POINTER_NAME));
  await syncFolder(folder);
  if (before && before !== 'damaged') for (const name of namesOf(before)) await removeUnlessInUse(join(folder, name));
}

/** Removes the files of a draft that is not to be published. */
export async function discardDraft(folder: string, { pointer }: SnapshotDraft): Promise<void> {
  for (const name of namesOf(pointer)) await rm(join(folder, name + DRAFT), { force: true });
}

function namesOf({ vectors, graph }: SnapshotPointer): string[] {
  return graph ? [vectors.name, graph.name] : [vectors.name];
}

/**
 * Removes what crashes left: drafts, and files that nothing points to. Those younger than `graceMs` may be about to be pointed to by another process. Called before a draft is
 * made, so that processes which are killed over theirs, one after the other, do not fill the disk.
 */
export async function sweepFolder(folder: string, graceMs: number): Promise<void> {
  const pointer = await readPointer(folder);
  const kept = new Set([POINTER_NAME, ...(pointer && pointer !== 'damaged' ? namesOf(pointer) : [])]);
  for (const name of (await readdir(folder).catch(ignoreMissing)) ?? []) {
    const path = join(folder, name);
    const limitMs = name.endsWith(DRAFT) ? Math.max(graceMs, DRAFT_GRACE_MS) : graceMs;
    if (!kept.has(name) && (await ageMs(path)) > limitMs) await removeUnlessInUse(path);
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

/** Removes the snapshot and those before it, at once: what was purged must not stay behind. Drafts of other processes are left to them. */
export async function removeSnapshots(folder: string): Promise<void> {
  await rm(join(folder, POINTER_NAME), { force: true });
  const names = await readdir(folder).catch(ignoreMissing);
  for (const name of names ?? []) if (!name.endsWith(DRAFT)) await rm(join(folder, name), { force: true });
}

function bytesOf(numbers: Float64Array | Float32Array): Buffer {
  return Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}
