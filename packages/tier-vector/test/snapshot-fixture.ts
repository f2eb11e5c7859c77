import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { VectorEntry, VectorHit, VectorIndex, VectorSpace, VectorStore } from '@ltmc/contracts';
import { openHnswVectorStore, type HnswVectorStoreOptions } from '../src/index.js';
import { parsePointer, type SnapshotPointer } from '../src/snapshot-pointer.js';
import { randomVectors } from './random-vectors.js';

export const SPACE: VectorSpace = { namespace: 'work', fingerprint: 'model-a', dimension: 16 };
export const COUNT = 400;
/** Small enough that `COUNT` vectors are searched in the graph. */
export const SMALL = { exactUpTo: 50, efSearch: 10 } as const;

const CHILD = fileURLToPath(new URL('child/open-snapshot.mjs', import.meta.url));

export function entries(count: number, seed: number, firstId = 1): VectorEntry[] {
  const next = randomVectors(SPACE.dimension, seed);
  return Array.from({ length: count }, (_, position) => ({ vectorId: firstId + position, vector: next() }));
}

export async function openSmall(folder: string, options: Partial<HnswVectorStoreOptions> = {}): Promise<VectorStore> {
  return openHnswVectorStore({ folder, ...SMALL, ...options });
}

/** Fills an index and keeps a snapshot of it whose graph covers every vector. */
export async function writeSnapshot(folder: string, space = SPACE, options: Partial<HnswVectorStoreOptions> = {}): Promise<void> {
  await using store = await openSmall(folder, options);
  const index = await store.openIndex(space);
  await index.apply({ upsert: entries(COUNT, 5), remove: [], cursor: 77 });
  await saveWithGraph(index, folder);
}

/** The graph is built in the background: saves until it is complete. */
export async function saveWithGraph(index: VectorIndex, folder: string): Promise<void> {
  for (;;) {
    await index.saveSnapshot();
    for (const name of await readdir(folder)) {
      const pointer = await pointerIn(join(folder, name));
      if (pointer?.namespace === index.space.namespace && pointer.cursor === index.cursor && pointer.covered === pointer.rows) return;
    }
  }
}

export async function pointerIn(spaceFolder: string): Promise<SnapshotPointer | undefined> {
  return parsePointer(await readFile(join(spaceFolder, 'current.json'), 'utf8'));
}

/** The sub folder of the only space. */
export async function onlySpaceFolder(folder: string): Promise<string> {
  const [name, ...others] = await readdir(folder);
  if (name === undefined || others.length > 0) throw new Error(`expected one space, found ${others.length + (name ? 1 : 0)}`);
  return join(folder, name);
}

export interface ChildReport {
  readonly size: number;
  readonly cursor: number;
  readonly hits: readonly VectorHit[];
  readonly warnings: readonly { readonly message: string; readonly why?: string }[];
}

/** Rejects when the process ends by a signal, e.g. SIGSEGV. */
export async function openInChild(folder: string, options: { readonly space?: VectorSpace; readonly recordId?: string } = {}): Promise<ChildReport> {
  const { space = SPACE, ...others } = options;
  const query = [...randomVectors(space.dimension, 9)()];
  const { stdout } = await promisify(execFile)(process.execPath, [CHILD, JSON.stringify({ folder, space, query, options: { ...SMALL, ...others } })]);
  return JSON.parse(stdout);
}
