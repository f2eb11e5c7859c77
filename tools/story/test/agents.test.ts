import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describeWithServer } from '@ltmc/testing';
import { needRedis, startRedisServer } from '@ltmc/testing/servers';
import { expect, it } from 'vitest';
import { openWorld } from '../../faces/world.mjs';
import { workTogether } from '../agents.mjs';

const PROGRAM = fileURLToPath(new URL('../agents.mjs', import.meta.url));
const page = (): Promise<string> => readFile(new URL('../../../docs/agents.md', import.meta.url), 'utf8');
/** What the page shows of a run. */
const shown = async (): Promise<string> => /```text\n(?<told>[\s\S]*?)```/u.exec(await page())?.groups?.['told'] ?? '';

it('two agents, one over stdio and one over HTTP, tell what docs/agents.md shows', async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [PROGRAM]);
  expect(stderr).toBe('');
  expect(stdout).toBe(await shown());
});

describeWithServer('over Redis', await needRedis(), () => {
  it('they tell the same', async () => {
    await using redis = await startRedisServer({ password: 'secret' });
    await using world = await openWorld({ env: { REDIS_HOST: '127.0.0.1', REDIS_PORT: String(redis.port), REDIS_PASSWORD: 'secret' } });
    const lines: string[] = [];
    await workTogether(world, (line) => { lines.push(line); });
    expect(`${lines.join('\n')}\n`).toBe((await shown()).replace('full on sqlite', 'full on redis'));
  });
});
