import { fileURLToPath } from 'node:url';
import { runProgram, startHttpProgram, tempData } from '@ltmc/testing';
import { expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

it('holds the limits it is told', async () => {
  await using data = await tempData();
  await using http = await startHttpProgram(MAIN, { ...data.env, LTMC_RATE_LIMITS: 'list_memories=1/h' });
  expect((await http.rpc('list_memories')).result).toMatchObject({ success: true });
  expect(await http.rpc('list_memories')).toMatchObject({ error: { code: -32_018, data: { code: 'LTMC_RATE_LIMITED', limit: 'list_memories=1/h' } } });
  expect((await http.rpc('list_todos')).result).toMatchObject({ success: true });
});

it('does not start with a limit of a tool that it does not show', async () => {
  await using data = await tempData();
  const { code, stdout, stderr } = await runProgram(MAIN, [], { ...data.env, HTTP_PORT: '0', LTMC_RATE_LIMITS: 'list_memory=1/h' });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('ltmc-http: LTMC_RATE_LIMITS names "list_memory"');
});
