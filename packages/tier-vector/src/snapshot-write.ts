import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { createFile, describeFile, FOLDER_MODE, syncFile, syncFolder, writeDurably } from './snapshot-files.js';
import { formatPointer, type SnapshotOwner, type SnapshotPointer } from './snapshot-pointer.js';
import { isMissing, POINTER_NAME, readPointer } from './snapshot-read.js';
import type { IndexView } from './space-index.js';

/** Added to the names of files that are still being written, by this process or another. */
const DRAFT = '.draft';
/** No disk is so slow that a draft in the making goes unwritten for so long. */
const DRAFT_GRACE_MS = 3_600_000;

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
    const { covered, nodes } = graph ?? { covered: 0, nodes: 0 };
    // In the same turn as the capture: the graph moves on with the next one. hnswlib keeps the mode of the file.
    if (graph && covered > 0) graph.writeTo(graphPath);
    await writeDurably(vectorsPath, [bytesOf(rows.ids), bytesOf(rows.vectors)]);
    if (graph && covered > 0) await settleGraph(graphPath, nodes * owner.dimension);
    else await rm(graphPath);
    return {
      pointer: {
        ...owner, cursor, covered, rows: rows.ids.length,
        vectors: await describeFile(vectorsPath, vectorsName),
        graph: covered > 0 ? await describeFile(graphPath, graphName) : null,
      },
    };
  } catch (error) {
    await Promise.all([vectorsPath, graphPath].map((path) => rm(path, { force: true })));
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
  for (const name of namesOf(pointer)) await rename(join(folder, name + DRAFT), join(folder, name));
  const temporary = join(folder, `${randomBytes(12).toString('hex')}.pointer${DRAFT}`);
  await writeDurably(temporary, [Buffer.from(formatPointer(pointer))]);
  await rename(temporary, join(folder, POINTER_NAME));
  await syncFolder(folder);
  if (before && before !== 'damaged') await startGrace(folder, before);
}

/** The grace time of `sweepFolder` begins when a snapshot is replaced, not when it was written. */
async function startGrace(folder: string, pointer: SnapshotPointer): Promise<void> {
  const now = new Date();
  for (const name of namesOf(pointer)) await utimes(join(folder, name), now, now).catch(ignoreMissing);
}

/** Removes the files of a draft that is not to be published. */
export async function discardDraft(folder: string, { pointer }: SnapshotDraft): Promise<void> {
  for (const name of namesOf(pointer)) await rm(join(folder, name + DRAFT), { force: true });
}

function namesOf({ vectors, graph }: SnapshotPointer): string[] {
  return graph ? [vectors.name, graph.name] : [vectors.name];
}

/** Removes files that nothing has pointed to for `graceMs` (a reader may still be loading younger ones), and drafts left by a crash. */
export async function sweepFolder(folder: string, graceMs: number): Promise<void> {
  const pointer = await readPointer(folder);
  if (!pointer || pointer === 'damaged') return;
  const kept = new Set([POINTER_NAME, ...namesOf(pointer)]);
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const limitMs = name.endsWith(DRAFT) ? Math.max(graceMs, DRAFT_GRACE_MS) : graceMs;
    if (!kept.has(name) && (await ageMs(path)) > limitMs) await rm(path, { force: true });
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

function bytesOf(numbers: Float64Array | Float32Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}
