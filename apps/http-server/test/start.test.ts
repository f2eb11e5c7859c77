import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram, startHttpProgram, tempData } from '@ltmc/testing';
import { describe, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

describe('ltmc-http', () => {
  it('tells its version and its settings', async () => {
    const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
    expect(await runProgram(MAIN, ['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
    const help = await runProgram(MAIN, ['--help']);
    expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining('HTTP_PORT'), stderr: '' });
    expect(help.stdout).toContain('DB_PATH');
  });

  it('prints where it listens, where the data is and which tiers it has, in one line', async () => {
    await using data = await tempData();
    await using http = await startHttpProgram(MAIN, data.env);
    expect(http.line).toMatch(/^http:\/\/127\.0\.0\.1:\d+ \| LTMC \d+\.\d+\.\d+ \| /u);
    expect(http.line).toContain(data.env.DB_PATH);
    expect(http.line).toContain('record sqlite');
  });

  it('refuses a bad setting in one line', async () => {
    await using data = await tempData();
    const { code, stdout, stderr } = await runProgram(MAIN, [], { ...data.env, HTTP_PORT: 'often' });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    const said = stderr.split('\n').filter((line) => line.startsWith('ltmc-http: '));
    expect(said).toEqual([expect.stringContaining('HTTP_PORT is "often"')]);
    expect(stderr).not.toMatch(/^\s+at /mu);
  });

  it('says that HTTP_HOST is no address of this machine', async () => {
    await using data = await tempData();
    const { code, stderr } = await runProgram(MAIN, [], { ...data.env, HTTP_PORT: '0', HTTP_HOST: '192.0.2.1' });
    expect({ code, said: stderr.trimEnd().split('\n').at(-1) }).toEqual({ code: 1, said: 'ltmc-http: HTTP_HOST 192.0.2.1 is no address of this machine; 0.0.0.0 means all it has' });
  });

  it('refuses an unknown argument', async () => {
    expect(await runProgram(MAIN, ['--prot', '1'])).toEqual({ code: 1, stdout: '', stderr: expect.stringContaining('unknown argument --prot') });
  });

  it('says that its port is taken', async () => {
    await using data = await tempData();
    await using first = await startHttpProgram(MAIN, data.env);
    const port = new URL(first.url).port;
    const { code, stderr } = await runProgram(MAIN, [], { ...data.env, HTTP_PORT: port });
    expect(code).toBe(1);
    expect(stderr).toContain(`ltmc-http: HTTP_PORT ${port} on 127.0.0.1 is already in use`);
    expect((await first.get('/health/live')).status).toBe(200);
  });

  it('does not start on a file that is no database, and leaves it as it is', async () => {
    await using data = await tempData();
    const DB_PATH = join(data.folder, 'notes.txt');
    await writeFile(DB_PATH, 'my notes, '.repeat(1_000));
    const { code, stderr } = await runProgram(MAIN, [], { ...data.env, DB_PATH, HTTP_PORT: '0' });
    expect(code).toBe(1);
    const said = stderr.split('\n').filter((line) => line.startsWith('ltmc-http: '));
    expect(said).toEqual([expect.stringMatching(/LTMC_STORE_CORRUPT.*DB_PATH/u)]);
    expect(said[0]).toContain(DB_PATH);
    expect(stderr.match(/^\S+Z error /gmu)).toHaveLength(1);
    expect(stderr).not.toMatch(/^\s+at /mu);
    expect(await readFile(DB_PATH, 'utf8')).toBe('my notes, '.repeat(1_000));
  });

  it('warns where hnswlib-node is not built, and serves', async () => {
    await using data = await tempData();
    const preload = fileURLToPath(new URL('fixtures/without-hnswlib.cjs', import.meta.url));
    await using http = await startHttpProgram(MAIN, { ...data.env, NODE_OPTIONS: `--require ${JSON.stringify(preload)}` });
    expect((await http.get('/health')).body).toMatchObject({ components: { vector_store: { state: 'degraded' } } });
    expect(await http.stop()).toBe(0);
    expect(http.stderr().match(/WARN.*vectors are searched without hnswlib-node.*npm rebuild hnswlib-node/giu)).toHaveLength(1);
  });

  it('shows the state of its parts', async () => {
    await using data = await tempData();
    await using http = await startHttpProgram(MAIN, data.env);
    expect(await http.get('/health')).toMatchObject({ status: 200, body: {
      status: 'ok', timestamp: expect.stringMatching(/^\d{4}-.*Z$/u),
      components: {
        database: { state: 'ok', latency_ms: expect.any(Number) }, vector_store: { state: expect.stringMatching(/^(?:ok|idle)$/u) },
        redis: { state: 'disabled', why: expect.any(String) }, neo4j: { state: 'disabled', why: expect.any(String) },
      },
    } });
    expect(await http.get('/health/ready')).toMatchObject({ status: 200 });
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends with 0 on %s, and starts again on the same data', async (signal) => {
    await using data = await tempData();
    await using http = await startHttpProgram(MAIN, data.env);
    const stored = await http.rpc('store_memory', { file_name: 'a.md', content: 'The bridge opens at nine.' });
    expect(await http.stop(signal)).toBe(0);
    await using again = await startHttpProgram(MAIN, data.env);
    expect((await again.rpc('get_memory', { file_name: 'a.md' })).result).toMatchObject({
      resource_id: stored.result?.['resource_id'], content: 'The bridge opens at nine.',
    });
  });
});
