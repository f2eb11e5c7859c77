import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Kinds of files below the folder of a record, by their names. */
const KINDS = [
  ['record (texts, full text, embeddings)', /^ltmc\.db/u],
  ['token signatures', /^signatures-/u],
  ['coordination, audit, cache', /\.db(?:-wal|-shm)?$/u],
  ['vector index', /./u],
];

/** Bytes below a folder. @returns {Promise<Map<string, number>>} of each kind that is there */
export async function sizesOf(folder) {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const sizes = new Map();
  for (const { parentPath, name } of files) {
    const [kind] = KINDS.find(([, pattern]) => pattern.test(name));
    sizes.set(kind, (sizes.get(kind) ?? 0) + (await stat(join(parentPath, name))).size);
  }
  return sizes;
}
