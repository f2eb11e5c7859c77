import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const made: string[] = [];

afterAll(async () => {
  await Promise.all(made.splice(0).map((folder) => rm(folder, { recursive: true, force: true, maxRetries: 5 })));
});

/** A coordination file that does not exist yet, in a folder that does not exist yet; removed after the tests of the file. */
export async function freshPath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ltmc-coordination-'));
  made.push(folder);
  return join(folder, 'data', 'coordination.db');
}
