import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { runProgram, tempData } from '@ltmc/testing';
import { describe, expect, it } from 'vitest';
import { MAIN } from './stdio-client.js';

const line = (message: object): string => `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`;
const INITIALIZE = line({ id: 0, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'raw', version: '1' } } });
const callLine = (id: number, name: string, args: object): string => line({ id, method: 'tools/call', params: { name, arguments: args } });

/** Sends `input`, a request a line, closes stdin when each has its answer, and waits for the end. Every line of stdout must be JSON. */
async function converse(input: string, env: Record<string, string>): Promise<{ code: number | null; answers: Record<string, unknown>[]; stderr: string }> {
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const answers: Record<string, unknown>[] = [];
  const closed = once(child, 'close');
  const questions = input.split('\n').length - 1;
  let stderr = '';
  child.stderr.on('data', (text: Buffer) => { stderr += text.toString(); });
  child.stdin.write(input);
  for await (const text of createInterface({ input: child.stdout })) {
    answers.push(JSON.parse(text) as Record<string, unknown>);
    if (answers.length === questions) child.stdin.end();
  }
  const [code] = (await closed) as [number | null];
  return { code, stderr, answers };
}

describe('ltmc-mcp', () => {
  it('tells its version and its settings', async () => {
    const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
    expect(await runProgram(MAIN, ['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
    expect(await runProgram(MAIN, ['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('claude mcp add'), stderr: '' });
    expect(await runProgram(MAIN, ['--port'])).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('unknown argument --port') });
  });

  it('answers on stdout and says on stderr, in one line, what it is and where the data lies', async () => {
    await using data = await tempData();
    const { code, answers, stderr } = await converse(INITIALIZE + line({ id: 1, method: 'tools/list' }) + callLine(2, 'list_memories', {}), data.env);
    expect(code).toBe(0);
    expect(answers).toMatchObject([{ id: 0, result: { serverInfo: { name: 'ltmc' } } }, { id: 1, result: { tools: expect.any(Array) } }, { id: 2 }]);
    expect(stderr.split('\n').filter((text) => text.includes(data.env.DB_PATH) && text.startsWith('LTMC '))).toHaveLength(1);
  });

  it('keeps stdout clean through storing and searching with every part', async () => {
    await using data = await tempData();
    const { answers } = await converse(INITIALIZE + callLine(1, 'store_memory', { file_name: 'a.md', content: 'The bridge opens at nine.', wait: 'durable' })
      + callLine(2, 'get_memory', { file_name: 'nothing.md' }), data.env);
    expect(answers.map(({ jsonrpc, id }) => [jsonrpc, id]).toSorted()).toEqual([['2.0', 0], ['2.0', 1], ['2.0', 2]]);
  });

  it('uses the namespace it was given', async () => {
    await using data = await tempData();
    const stored = await converse(INITIALIZE + callLine(1, 'store_memory', { file_name: 'a.md', content: 'Mine.', wait: 'durable' }), { ...data.env, LTMC_NAMESPACE: 'mine' });
    expect(stored.answers[1]).toMatchObject({ result: { structuredContent: { success: true } } });
    const total = async (LTMC_NAMESPACE: string): Promise<unknown> =>
      (await converse(INITIALIZE + callLine(1, 'list_memories', {}), { ...data.env, LTMC_NAMESPACE })).answers[1];
    expect(await total('mine')).toMatchObject({ result: { structuredContent: { total_count: 1 } } });
    expect(await total('yours')).toMatchObject({ result: { structuredContent: { total_count: 0 } } });
  });

  it('ends with 1 and one line about a bad setting, whether the client asks something or not', async () => {
    await using data = await tempData();
    const env = { ...data.env, LOG_LEVEL: 'loud' };
    for (const input of [INITIALIZE, '']) {
      const child = spawn(process.execPath, [MAIN], { env, stdio: ['pipe', 'ignore', 'pipe'] });
      let stderr = '';
      child.stderr.on('data', (text: Buffer) => { stderr += text.toString(); });
      child.stdin.write(input);
      const [code] = (await once(child, 'close')) as [number | null];
      expect({ code, stderr }).toEqual({ code: 1, stderr: 'ltmc-mcp: LOG_LEVEL is "loud"; it must be error, warn, info or debug\n' });
    }
  });

  it('stays up on data it cannot open, and each call says why', async () => {
    await using data = await tempData();
    const { answers, stderr } = await converse(INITIALIZE + callLine(1, 'list_memories', {}), { ...data.env, DB_PATH: data.folder });
    expect(stderr).toMatch(/LTMC_STORE_UNAVAILABLE.*DB_PATH/u);
    expect(stderr).not.toMatch(/^\s+at /mu);
    expect(answers[1]).toMatchObject({ id: 1, result: { isError: true } });
    expect(JSON.stringify(answers[1])).not.toContain(data.folder);
  });

  it('has said why it cannot open its data before the call is answered, so that no kill comes between', async () => {
    await using data = await tempData();
    const child = spawn(process.execPath, [MAIN], { env: { ...data.env, DB_PATH: data.folder }, stdio: ['pipe', 'pipe', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (text: Buffer) => { stderr += text.toString(); });
    const closed = once(child, 'close');
    child.stdin.write(INITIALIZE + callLine(1, 'list_memories', {}));
    for await (const text of createInterface({ input: child.stdout })) if ((JSON.parse(text) as { id: number }).id === 1) child.kill('SIGKILL');
    await closed;
    expect(stderr).toMatch(/LTMC_STORE_UNAVAILABLE.*DB_PATH/u);
  });
});
