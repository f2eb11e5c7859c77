import { fileURLToPath } from 'node:url';
import { startHttpProgram, tempData, type HttpProgram, type TempData } from '@ltmc/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

let data: TempData;
let http: HttpProgram;
beforeAll(async () => {
  data = await tempData();
  http = await startHttpProgram(MAIN, { ...data.env, LTMC_MAX_CONTENT_BYTES: '200000' });
  await http.rpc('store_memory', { file_name: 'kept.md', content: 'What was stored before stays.' });
});
afterAll(async () => {
  await http[Symbol.asyncDispose]();
  await data[Symbol.asyncDispose]();
});

const long = 'x'.repeat(200_001);

describe('bad input over the wire', () => {
  it.each([
    ['empty content', 'store_memory', { file_name: 'a.md', content: '' }, 'LTMC_'],
    ['white space', 'store_memory', { file_name: 'a.md', content: ' \n\t ' }, 'LTMC_CONTENT_EMPTY'],
    ['content over the limit', 'store_memory', { file_name: 'a.md', content: long }, 'LTMC_CONTENT_TOO_LARGE'],
    ['a NUL', 'store_memory', { file_name: 'a.md', content: 'a\0b' }, 'LTMC_CONTENT_INVALID'],
    ['half an emoji', 'store_memory', { file_name: 'a.md', content: 'a\ud83db' }, 'LTMC_CONTENT_INVALID'],
    ['no content', 'store_memory', { file_name: 'a.md' }, 'LTMC_INVALID_INPUT'],
    ['a control character in the name', 'store_memory', { file_name: 'a\u0007.md', content: 'x' }, 'LTMC_INVALID_INPUT'],
    ['a number for text', 'store_memory', { file_name: 'a.md', content: 7 }, 'LTMC_INVALID_INPUT'],
    ['top_k 0', 'retrieve_memory', { query: 'x', top_k: 0 }, 'LTMC_INVALID_INPUT'],
    ['top_k 1000', 'retrieve_memory', { query: 'x', top_k: 1_000 }, 'LTMC_INVALID_INPUT'],
  ])('%s', async (_what, method, params, code) => {
    const { error } = await http.rpc(method, params);
    expect(error).toMatchObject({ code: -32_602, data: { code: expect.stringContaining(code), message: error?.message, error_id: expect.any(String) } });
  });

  it('a misspelt parameter is refused by name, with the right one', async () => {
    const { error } = await http.rpc('retrieve_memory', { qury: 'x', query: 'y' });
    expect(error).toMatchObject({ code: -32_602, data: { code: 'LTMC_INVALID_INPUT' } });
    expect(error?.message).toContain('qury');
    expect(error?.message).toContain('query');
  });

  it('an unknown memory is a failure of its own', async () => {
    expect((await http.rpc('get_memory', { resource_id: 999_999 })).error).toMatchObject({ code: -32_001, data: { code: 'LTMC_NOT_FOUND' } });
  });

  it.each(['the of and', '?!...', 'NEAR("a" b) OR * ^ -x col:y', '"unbalanced', "'; DROP TABLE resources; --", '🚀'])('the query %j gets an answer', async (query) => {
    for (const mode of ['hybrid', 'keyword']) expect((await http.rpc('retrieve_memory', { query, mode })).result).toMatchObject({ success: true });
  });

  it('a name that looks like a path is a name', async () => {
    expect((await http.rpc('store_memory', { file_name: '../../etc/passwd', content: 'No file is written.' })).result).toMatchObject({ success: true });
    expect((await http.rpc('get_memory', { file_name: '../../etc/passwd' })).result).toMatchObject({ content: 'No file is written.' });
  });

  it('a line of 100,000 characters is stored whole', async () => {
    const content = 'long '.repeat(20_000).trim();
    expect((await http.rpc('store_memory', { file_name: 'line.txt', content, wait: 'durable' })).result).toMatchObject({ success: true });
    expect((await http.rpc('get_memory', { file_name: 'line.txt' })).result).toMatchObject({ content });
  });

  it('the server lives on and what was stored before is there', async () => {
    expect((await http.rpc('get_memory', { file_name: 'kept.md' })).result).toMatchObject({ content: 'What was stored before stays.' });
    expect((await http.rpc('list_memories', { query: 'a.md' })).result).toMatchObject({ memories: [] });
  });
});
