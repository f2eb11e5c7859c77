import { resolve } from 'node:path';
import type { Command } from '../command-line.js';
import { bytes } from '../quantities.js';
import { say, watched, type Scene } from './scene.js';

export async function backup({ file, overwrite }: Extract<Command, { name: 'backup' }>, scene: Scene): Promise<void> {
  const { sizeBytes, sha256 } = await scene.maintenance.backup(resolve(file), { overwrite, ...watched(scene) });
  say(scene, `Backup of ${scene.config.dbPath} in ${file} (${bytes(sizeBytes)}), checksum ${sha256} in ${file}.sha256`);
}
