import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { LtmcError, type ImportSummary } from '@ltmc/contracts';
import type { Command } from '../command-line.js';
import { count } from '../quantities.js';
import { say, watched, type Scene } from './scene.js';

type ImportCommand = Extract<Command, { name: 'import' }>;

export async function importMemories(command: ImportCommand, scene: Scene): Promise<void> {
  const summary = command.file === '-' ? await fromStdin(command, scene) : await fromFile(resolve(command.file), command, scene);
  say(scene, `Imported into ${scene.config.dbPath}: ${describe(summary)}`);
}

/** An import reads its source twice, so what comes through a pipe is kept in a file of its own for so long. */
async function fromStdin(command: ImportCommand, scene: Scene): Promise<ImportSummary> {
  const folder = await mkdtemp(join(tmpdir(), 'ltmc-import-'));
  try {
    const file = join(folder, 'stdin.jsonl');
    await pipeline(scene.stdin, createWriteStream(file, { flags: 'wx', mode: 0o600 }), { signal: scene.signal });
    return await fromFile(file, command, scene);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function fromFile(path: string, { merge, namespace }: ImportCommand, scene: Scene): Promise<ImportSummary> {
  const { size } = await stat(path).catch((cause: unknown) => {
    throw new LtmcError('LTMC_NOT_FOUND', 'The file to import cannot be read; check its path', { cause });
  });
  const { onProgress, signal } = watched(scene);
  return scene.maintenance.importJsonLines(() => createReadStream(path, { highWaterMark: 1 << 20 }), {
    merge,
    signal,
    ...(namespace === undefined ? {} : { namespace }),
    onProgress: (progress) => { onProgress({ ...progress, total: Math.max(size, progress.done) }); },
  });
}

function describe({ created, extended, unchanged, versions, embeddings, embeddingsLeftOut }: ImportSummary): string {
  const parts = [`${count(created, 'new memory', 'new memories')}`];
  if (extended > 0) parts.push(`${extended} extended`);
  if (unchanged > 0) parts.push(`${unchanged} there already`);
  parts.push(`${count(versions, 'version', 'versions')} written`);
  if (embeddings > 0) parts.push(`${count(embeddings, 'embedding', 'embeddings')} taken over`);
  const rest = embeddingsLeftOut ? '. The embeddings in the file are of another model; servers make them anew' : '';
  return `${parts.join(', ')}${rest}`;
}
