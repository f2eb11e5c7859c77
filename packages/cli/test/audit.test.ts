import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startHttpProgram, tempData } from '@ltmc/testing';
import { describe, expect, it } from 'vitest';
import { HTTP_MAIN, ltmc } from './programs.js';

describe('ltmc audit', () => {
  it('shows the last calls, and finds what was changed afterwards', async () => {
    await using data = await tempData();
    const env = { ...data.env, LTMC_AUDIT: 'true' };
    {
      await using http = await startHttpProgram(HTTP_MAIN, env);
      await http.rpc('store_memory', { file_name: 'plan.md', content: 'We ship on Friday.', agent_id: 'a1' });
      await http.rpc('get_memory', { resource_id: 99 });
      await http.stop();
    }
    const shown = await ltmc(env, 'audit', 'tail', '1');
    expect(shown).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\S+Z {2}local@default {2}get_memory {2}LTMC_NOT_FOUND {2}duration_ms=[\d.]+ {2}error_id=\S+\n$/u) });
    const [first = ''] = (await ltmc(env, 'audit', 'tail', '--json')).stdout.split('\n');
    expect(JSON.parse(first)).toMatchObject({ tool: 'store_memory', outcome: 'ok', agent_id: 'a1', resource_ids: [1] });
    expect(await ltmc(env, 'audit', 'verify')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^1 file, 4 rows, nothing was changed\nlast \S+ [0-9a-f]{64}\n$/u), stderr: '' });

    const folder = join(data.folder, 'audit');
    const file = join(folder, (await readdir(folder))[0] ?? '');
    await writeFile(file, (await readFile(file, 'utf8')).replace('LTMC_NOT_FOUND', 'ok'));
    expect(await ltmc(env, 'audit', 'verify')).toMatchObject({ code: 3, stdout: expect.stringMatching(/: line 3 was changed[^\n]*\n1 file, 4 rows, 1 problem\n/u) });
    expect(JSON.parse((await ltmc(env, 'audit', 'verify', '--json')).stdout)).toMatchObject({ files: 1, rows: 4, problems: [expect.stringContaining('line 3')] });
  });

  it('says that there is none', async () => {
    await using data = await tempData();
    expect(await ltmc(data.env, 'audit', 'tail')).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining('LTMC_AUDIT=true') });
    expect(await ltmc(data.env, 'audit', 'verify')).toEqual({ code: 0, stdout: '0 files, 0 rows, nothing was changed\n', stderr: '' });
  });

  it.each([[['audit'], 'say what to do'], [['audit', 'tail', 'many'], '"many" is no number of rows'], [['audit', 'tail', '0'], '1 to 10000'], [['audit', 'verify', 'x'], '"x" is too much'], [['audit', 'verify', '--scopes', 'read'], 'takes no --scopes']])('refuses %j', async (args, why) => {
    await using data = await tempData();
    expect(await ltmc(data.env, ...args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(why) });
  });
});
