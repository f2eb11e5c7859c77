import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@ltmc/config';
import { openRuntime } from '@ltmc/runtime';

const silent = { debug() {}, info() {}, warn() {}, error(message, fields) { process.stderr.write(`${message} ${fields?.cause ?? ''}\n`); } };
const context = { namespace: 'default', principal: 'bench' };

/** The whole product in this process, on an empty data folder that is removed at the end. Without a cache: what work costs is measured. */
export async function openProduct() {
  const folder = await mkdtemp(join(tmpdir(), 'ltmc-bench-'));
  const runtime = await openRuntime(loadConfig({ DB_PATH: join(folder, 'ltmc.db'), CACHE_ENABLED: 'false' }), { logger: silent, version: 'bench' });
  const call = async (name, args) => {
    const outcome = await runtime.registry.call(name, args, context);
    if (!outcome.ok) throw outcome.error;
    return outcome.result;
  };
  const close = async () => {
    await runtime.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { call, close };
}
