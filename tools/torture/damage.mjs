import { cp, open, readdir, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';

/** Files of the index folder, of all spaces; none when it is missing. */
export async function indexFiles(dataFolder) {
  const folder = join(dataFolder, 'index');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** Harms one file; a file that another process removes meanwhile counts as harmed. */
export async function damageFile(files, random, how) {
  if (files.length === 0) return;
  const path = random.pick(files);
  const size = (await stat(path).catch(() => ({ size: 0 }))).size;
  try {
    if (how === 'truncate') await truncate(path, random.whole(0, Math.max(0, size - 1)));
    else await overwrite(path, { at: random.whole(0, Math.max(0, size - 1)), random, how });
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}

async function overwrite(path, { at, random, how }) {
  const file = await open(path, 'r+');
  try {
    const bytes = Buffer.alloc(how === 'flip' ? 1 : 64);
    await file.read(bytes, 0, bytes.length, at);
    for (let n = 0; n < bytes.length; n += 1) bytes[n] = how === 'flip' ? bytes[n] ^ (1 << random.whole(0, 7)) : random.whole(0, 255);
    await file.write(bytes, 0, bytes.length, at);
  } finally {
    await file.close();
  }
}

export async function replaceFolder(from, to) {
  await rm(to, { recursive: true, force: true });
  await cp(from, to, { recursive: true });
}
