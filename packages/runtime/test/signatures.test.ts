import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { loadConfig } from '@ltmc/config';
import { describe, expect, it } from 'vitest';
import { checkSignatures } from '../src/diagnosis/signatures.js';
import { openTestRuntime, type TestRuntime } from './open-test-runtime.js';

const WITHIN = { timeout: 20_000, interval: 100 };

async function signatureFiles(folder: string): Promise<string[]> {
  return (await readdir(join(folder, 'index')).catch(() => [])).filter((name) => /^signatures-.*\.db$/.test(name));
}

async function doctor({ folder, runtime: _runtime }: TestRuntime, env: NodeJS.ProcessEnv = {}) {
  const { createSqliteMaintenance } = await import('@ltmc/tier-temporal');
  const path = join(folder, 'ltmc.db');
  const { recordId } = await createSqliteMaintenance({ path }).check();
  return checkSignatures(loadConfig({ DB_PATH: path, ...env }), recordId);
}

const storeNotes = async ({ call }: TestRuntime): Promise<void> => {
  for (const file_name of ['a', 'b']) await call('store_memory', { file_name, content: `The elevator of building ${file_name} is out of order.`, wait: 'searchable' });
};

describe('token signatures', () => {
  it('are kept in the index folder, told by health and doctor, and leave with a purge', async () => {
    await using test = await openTestRuntime();
    await storeNotes(test);
    await expect.poll(async () => (await test.runtime.health()).components.vector_store, WITHIN).toMatchObject({ signaturesMissing: 0 });
    await expect.poll(() => doctor(test), WITHIN).toMatchObject([{ check: 'signatures', state: 'ok', message: '2 kept' }]);
    expect(await signatureFiles(test.folder)).toHaveLength(1);
    await test.call('forget_memory', { file_name: 'a', purge: true });
    expect(await doctor(test)).toMatchObject([{ state: 'ok', message: '1 kept' }]);
  });

  it('are made by the next server for a record that was filled without, which has their files removed', async () => {
    await using keeper = await openTestRuntime();
    await storeNotes(keeper);
    await expect.poll(() => doctor(keeper), WITHIN).toMatchObject([{ message: '2 kept' }]);
    await keeper.runtime.close();
    const off = { LTMC_LATE_INTERACTION: 'off' };
    {
      await using without = await openTestRuntime(keeper.folder, off);
      await without.call('store_memory', { file_name: 'c', content: 'The telescope needs a new mirror.', wait: 'searchable' });
      expect(await without.call('retrieve_memory', { query: 'telescope' })).toMatchObject({ results: expect.arrayContaining([expect.objectContaining({ metadata: expect.objectContaining({ file_name: 'c' }) })]) });
      expect(await signatureFiles(keeper.folder)).toEqual([]);
      expect(await doctor(keeper, off)).toMatchObject([{ state: 'note', message: expect.stringContaining('switched off') }]);
      expect(await doctor(keeper)).toMatchObject([{ state: 'note', message: expect.stringContaining('3 of 3') }]);
    }
    await using after = await openTestRuntime(keeper.folder);
    await after.runtime.open();
    await expect.poll(() => doctor(after), WITHIN).toMatchObject([{ state: 'ok', message: '3 kept' }]);
  });
});
