import { resolve } from 'node:path';
import type { Command } from '../command-line.js';
import { say, watched, type Scene } from './scene.js';

const REPLACED = {
  nothing: 'there was none before',
  record: 'it took the place of the former record',
  'damaged file': 'the damaged file that was there is kept beside it, with ".damaged-" and the time in its name',
} as const;

export async function restore({ file, overwrite, requireChecksum }: Extract<Command, { name: 'restore' }>, scene: Scene): Promise<void> {
  const { replaced } = await scene.maintenance.restore(resolve(file), { overwrite, requireChecksum, ...watched(scene) });
  say(scene, `Restored ${file} to ${scene.config.dbPath}; ${REPLACED[replaced]}. The vector index is made anew by the next server`);
}
