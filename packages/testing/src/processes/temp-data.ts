import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of its own for one test, and the environment that keeps LTMC's data in it. */
export interface TempData extends AsyncDisposable {
  readonly folder: string;
  readonly env: { readonly DB_PATH: string; readonly HOME: string };
}

/** Removed with everything in it when disposed. */
export async function tempData(): Promise<TempData> {
  const folder = await mkdtemp(join(tmpdir(), 'ltmc-app-'));
  return {
    folder,
    env: { DB_PATH: join(folder, 'record.db'), HOME: folder },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}
