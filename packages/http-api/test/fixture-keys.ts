import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '@ltmc/contracts';
import type { ApiKeysOptions } from '../src/index.js';

/** The path of a file of keys that is not there yet, in a folder that is removed when disposed, and a log to look at. */
export interface KeysWorld extends AsyncDisposable {
  readonly folder: string;
  readonly path: string;
  readonly log: readonly string[];
  /** Opens quickly followed keys of this file. */
  readonly options: ApiKeysOptions;
}

export async function keysWorld(): Promise<KeysWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'ltmc-keys-'));
  const log: string[] = [];
  const to = (level: string) => (message: string, fields: object = {}): void => void log.push(`${level} ${message} ${JSON.stringify(fields)}`);
  const logger: Logger = { debug: to('debug'), info: to('info'), warn: to('warn'), error: to('error') };
  const path = join(folder, 'data', 'api-keys');
  return {
    folder, path, log,
    options: { path, logger, pollMs: 10, firstHolder: { principal: 'admin', namespace: 'first', scopes: ['admin'] } },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}
