import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { link, open, rename, rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { LtmcError } from '@ltmc/contracts';
import type { Command } from '../command-line.js';
import { count } from '../quantities.js';
import { watched, type Scene } from './scene.js';

type ExportCommand = Extract<Command, { name: 'export' }>;

/** The summary goes to stderr, because stdout may be the export. */
export async function exportMemories(command: ExportCommand, scene: Scene): Promise<void> {
  const counts = command.file === '-' ? await toStdout(command, scene) : await toFile(command, scene);
  scene.progress.end();
  scene.stderr.write(`Exported ${count(counts.memories, 'memory', 'memories')} from ${scene.config.dbPath}\n`);
}

async function toStdout(command: ExportCommand, scene: Scene): Promise<Counts> {
  const { lines, counts } = read(command, scene);
  await pipeline(lines, scene.stdout, { end: false, signal: scene.signal });
  return counts;
}

/** Under another name until it is whole and on the disk. */
async function toFile(command: ExportCommand, scene: Scene): Promise<Counts> {
  const path = resolve(command.file);
  if (!command.overwrite && (await isThere(path))) throw fileExists();
  const part = `${path}.${randomBytes(6).toString('hex')}.part`;
  try {
    const { lines, counts } = read(command, scene);
    await pipeline(lines, createWriteStream(part, { flags: 'wx', mode: 0o600 }), { signal: scene.signal });
    await sync(part);
    await publish(part, path, command.overwrite);
    return counts;
  } finally {
    await rm(part, { force: true });
  }
}

interface Counts {
  memories: number;
}

function read({ namespace, embeddings }: ExportCommand, scene: Scene): { readonly lines: Readable; readonly counts: Counts } {
  const counts: Counts = { memories: 0 };
  const { onProgress, signal } = watched(scene);
  const lines = scene.maintenance.exportJsonLines({
    embeddings,
    signal,
    ...(namespace === undefined ? {} : { namespace }),
    onProgress: (progress) => {
      counts.memories = progress.done;
      onProgress(progress);
    },
  });
  return { lines: Readable.from(lines, { objectMode: true, highWaterMark: 4 }), counts };
}

async function publish(part: string, path: string, overwrite: boolean): Promise<void> {
  if (overwrite) return rename(part, path);
  await link(part, path).catch(async () => {
    // Taken by somebody meanwhile, or a disk without hard links.
    if (await isThere(path)) throw fileExists();
    await rename(part, path);
  });
}

async function sync(path: string): Promise<void> {
  await using file = await open(path, 'r+');
  await file.sync();
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(() => true, () => false);
}

function fileExists(): LtmcError {
  return new LtmcError('LTMC_FILE_EXISTS', 'A file is there already under this name, and stays untouched; choose another name, or say --overwrite');
}
