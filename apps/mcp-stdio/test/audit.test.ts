import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readAuditTail, verifyAuditTrail } from '@ltmc/observability';
import { tempData } from '@ltmc/testing';
import { expect, it } from 'vitest';
import { startStdio } from './stdio-client.js';

it('keeps a trail where it is asked for, in files that other servers write beside', async () => {
  await using data = await tempData();
  const folder = join(data.folder, 'audit');
  {
    await using client = await startStdio({ ...data.env, LTMC_AUDIT: 'true' });
    await client.call('list_memories', {});
  }
  expect(await readAuditTail(folder, 10)).toMatchObject([{ tool: 'list_memories', namespace: 'default', principal: 'local', outcome: 'ok' }]);
  expect(await verifyAuditTrail(folder)).toMatchObject({ files: 1, rows: 3, problems: [], unfinished: [] });
});

it('keeps none unless it is asked for', async () => {
  await using data = await tempData();
  {
    await using client = await startStdio(data.env);
    await client.call('list_memories', {});
  }
  expect(await readdir(data.folder)).not.toContain('audit');
});
