import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startHttpProgram, tempData, type HttpProgram } from '@ltmc/testing';
import { expect, it } from 'vitest';
import { exportOf, HTTP_MAIN, ltmc, ltmcWithInput, MAIN } from './programs.js';

async function remember(server: HttpProgram, name: string, content: string): Promise<void> {
  expect(await server.rpc('store_memory', { file_name: name, content, wait: 'searchable' })).toMatchObject({ result: { success: true } });
}

async function found(server: HttpProgram, query: string): Promise<string[]> {
  const { result } = await server.rpc('retrieve_memory', { query });
  return JSON.stringify(result).match(/[a-z]+\.md/gu) ?? [];
}

it('backs up under a running server, is refused to restore under it, and restores when it is gone', async () => {
  await using data = await tempData();
  const file = join(data.folder, 'backups', 'b.db');
  {
    await using server = await startHttpProgram(HTTP_MAIN, data.env);
    await remember(server, 'cat.md', 'Our cat sleeps on the radiator.');
    const missing = await ltmc(data.env, 'backup', file);
    expect(missing).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('LTMC_NOT_FOUND') });
    const flat = join(data.folder, 'b.db');
    const busy = Array.from({ length: 20 }, (_write, index) => remember(server, `busy${index}.txt`, `Number ${index}.`));
    expect(await ltmc(data.env, 'backup', flat)).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining(`Backup of ${data.env.DB_PATH}`) });
    await Promise.all(busy);
    await remember(server, 'dog.md', 'The dog came later.');
    expect(await ltmc(data.env, 'restore', flat)).toMatchObject({ code: 1, stderr: expect.stringContaining('LTMC_FILE_EXISTS') });
    expect(await ltmc(data.env, 'restore', flat, '--overwrite')).toMatchObject({ code: 1, stderr: expect.stringContaining('LTMC_STORE_IN_USE') });
    expect(await found(server, 'which dog')).toContain('dog.md');
    await server.stop();
  }
  expect(await ltmc(data.env, 'restore', join(data.folder, 'b.db'), '--overwrite')).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('took the place') });
  await using server = await startHttpProgram(HTTP_MAIN, data.env);
  expect(await found(server, 'where does the cat sleep')).toContain('cat.md');
  expect(await found(server, 'which dog')).not.toContain('dog.md');
  await remember(server, 'bird.md', 'A bird sings at the window.');
  expect(await found(server, 'what sings')).toContain('bird.md');
});

it('refuses a damaged backup and says so', async () => {
  await using data = await tempData();
  await ltmcWithInput(data.env, exportOf({ 'a.md': 'The bridge opens at nine.' }), 'import', '-');
  const file = join(data.folder, 'b.db');
  await ltmc(data.env, 'backup', file);
  const bytes = await readFile(file);
  bytes.write('ten!', bytes.indexOf('nine'));
  await writeFile(file, bytes);
  expect(await ltmc(data.env, 'restore', file, '--overwrite')).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('LTMC_BACKUP_DAMAGED') });
  await rm(`${file}.sha256`);
  expect(await ltmc(data.env, 'restore', file, '--overwrite')).toMatchObject({ code: 1, stderr: expect.stringContaining('LTMC_BACKUP_DAMAGED') });
  expect((await ltmc(data.env, 'export', '-')).stdout).toContain('opens at nine');
});

it('ends with 130 on Ctrl-C and leaves nothing half done', async () => {
  await using data = await tempData();
  const long = Object.fromEntries(Array.from({ length: 40 }, (_memory, index) => [`${index}.md`, `${index} ${'some words to index '.repeat(25_000)}`]));
  await ltmcWithInput(data.env, exportOf(long), 'import', '-');
  const child = spawn(process.execPath, [MAIN, 'backup', join(data.folder, 'b.db')], { env: data.env, stdio: ['ignore', 'ignore', 'pipe'] });
  const closed = once(child, 'close');
  while (child.exitCode === null && !(await readdir(data.folder)).some((name) => name.endsWith('.part'))) await new Promise((resolve) => { setTimeout(resolve, 1); });
  child.kill('SIGINT');
  expect((await closed)[0]).toBe(130);
  expect((await readdir(data.folder)).filter((name) => name.startsWith('b.db'))).toEqual([]);
});
