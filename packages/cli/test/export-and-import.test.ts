import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startHttpProgram, tempData } from '@ltmc/testing';
import { describe, expect, it } from 'vitest';
import { exportOf, HTTP_MAIN, ltmc, ltmcWithInput } from './programs.js';

const TEXT = exportOf({ 'a.md': 'The bridge opens at nine.', 'b.md': 'Zwei \u2028 Zeilen \u{1F600}.' });

describe('ltmc export and import', () => {
  it('go through a pipe and come back as they were', async () => {
    await using from = await tempData();
    await using to = await tempData();
    expect(await ltmcWithInput(from.env, TEXT, 'import', '-')).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('2 new memories, 2 versions written') });
    const { stdout, stderr, code } = await ltmc(from.env, 'export', '-');
    expect({ code, stderr }).toEqual({ code: 0, stderr: `Exported 2 memories from ${from.env.DB_PATH}\n` });
    await ltmcWithInput(to.env, stdout, 'import', '-');
    expect((await ltmc(to.env, 'export', '-')).stdout).toBe(stdout);
    expect(stdout.split('\n').map((line) => line && JSON.parse(line).content)).toContain('Zwei \u2028 Zeilen \u{1F600}.');
  });

  it('go through private files that are never overwritten unless told', async () => {
    await using data = await tempData();
    await ltmcWithInput(data.env, TEXT, 'import', '-');
    const file = join(data.folder, 'all.jsonl');
    expect((await ltmc(data.env, 'export', file)).code).toBe(0);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const whole = await readFile(file, 'utf8');
    await writeFile(file, 'precious');
    expect(await ltmc(data.env, 'export', file)).toMatchObject({ code: 1, stderr: expect.stringContaining('LTMC_FILE_EXISTS') });
    expect(await readFile(file, 'utf8')).toBe('precious');
    expect((await ltmc(data.env, 'export', file, '--overwrite')).code).toBe(0);
    expect(await readFile(file, 'utf8')).toBe(whole);
    expect((await readdir(data.folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
    expect(await ltmc(data.env, 'import', file)).toMatchObject({ code: 0, stdout: expect.stringContaining('2 there already') });
  });

  it('bring what a running server finds at once, by words and by meaning', async () => {
    await using data = await tempData();
    await using server = await startHttpProgram(HTTP_MAIN, data.env);
    await server.rpc('store_memory', { file_name: 'own.md', content: 'Already here.' });
    await ltmcWithInput(data.env, TEXT, 'import', '-');
    const retrieve = async (query: string, mode: string) => JSON.stringify((await server.rpc('retrieve_memory', { query, mode })).result);
    expect(await retrieve('bridge', 'keyword')).toContain('a.md');
    while (!(await retrieve('when can I cross the river', 'semantic')).includes('a.md')) await new Promise((resolve) => { setTimeout(resolve, 100); });
  });

  it('name the memories in conflict, and merge when told', async () => {
    await using data = await tempData();
    await ltmcWithInput(data.env, exportOf({ 'a.md': 'Another text.' }), 'import', '-');
    const refused = await ltmcWithInput(data.env, TEXT, 'import', '-');
    expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/LTMC_IMPORT_CONFLICT\)\n {2}a\.md\n$/u) });
    expect((await ltmc(data.env, 'export', '-')).stdout).not.toContain('b.md');
    expect(await ltmcWithInput(data.env, TEXT, 'import', '-', '--merge')).toMatchObject({ code: 0, stdout: expect.stringContaining('1 new memory, 1 extended') });
    expect(await ltmcWithInput(data.env, TEXT, 'import', '-', '--namespace', 'other')).toMatchObject({ code: 0, stdout: expect.stringContaining('2 new memories') });
    const lines = (await ltmc(data.env, 'export', '-', '--namespace', 'other')).stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(4);
  });

  it('refuse a file cut short, naming the line', async () => {
    await using data = await tempData();
    const result = await ltmcWithInput(data.env, TEXT.slice(0, -70), 'import', '-');
    expect(result).toMatchObject({ code: 1, stderr: expect.stringMatching(/Line \d+ .*LTMC_IMPORT_INVALID/u) });
    expect(await ltmc(data.env, 'import', join(data.folder, 'none.jsonl'))).toMatchObject({ code: 1, stderr: expect.stringContaining('LTMC_NOT_FOUND') });
  });
});
