import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { manifest } from './manifest.js';
import type { ModelFile } from './manifest-types.js';
import { filesFolder } from './paths.js';

const REMEDY = 'Reinstall the package @ltmc/model-all-minilm-l6-v2 (delete its folder in node_modules, then npm install).';

/**
 * Checks length and sha256 of every shipped file; about 30 ms, 1 MiB at a time.
 * @throws Error naming the file, what was expected, what was found, and the way out.
 */
export async function verifyModelFiles(): Promise<void> {
  for (const file of Object.values(manifest.files)) await verifyFile(filesFolder, file);
}

/** Checks one file below `folder`: the length first, because it costs nothing. */
export async function verifyFile(folder: string, { path, sizeBytes, sha256 }: ModelFile): Promise<void> {
  const absolute = join(folder, path);
  const damaged = (expected: string, found: string, cause?: unknown): Error =>
    new Error(`Model file ${absolute} is damaged: expected ${expected}, found ${found}. ${REMEDY}`, { cause });

  const found = await stat(absolute).catch((cause: unknown) => {
    throw damaged(`${sizeBytes} bytes`, 'no readable file', cause);
  });
  if (found.size !== sizeBytes) throw damaged(`${sizeBytes} bytes`, `${found.size} bytes`);
  const hash = await sha256Of(absolute).catch((cause: unknown) => {
    throw damaged(`sha256 ${sha256}`, 'a file that cannot be read', cause);
  });
  if (hash !== sha256) throw damaged(`sha256 ${sha256}`, `sha256 ${hash}`);
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(piece as Buffer);
  return hash.digest('hex');
}
