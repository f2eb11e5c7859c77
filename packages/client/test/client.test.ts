import { LtmcError } from '@ltmc/contracts';
import { describe, expect, it } from 'vitest';
import { ToolError } from '../src/index.js';
import { FACES } from './clients.js';

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
};

describe.each(FACES)('a client over %s', (_face, open) => {
  it('hands parameters on as they stand and gives the result object', async () => {
    await using client = await open();
    const metadata = { 'ü': ['🚀', null, { deep: 1.5 }] };
    expect(await client.storeMemory({ file_name: 'a.md', content: 'text', metadata, tags: undefined }))
      .toEqual({ success: true, got: { file_name: 'a.md', content: 'text', metadata } });
  });

  it('throws what the server refused, with code, message, id and details', async () => {
    await using client = await open();
    const error = await client.getMemory({ resource_id: 7 }).catch((cause: unknown) => cause);
    expect(LtmcError.is(error)).toBe(true);
    expect(error).toBeInstanceOf(ToolError);
    expect(error).toMatchObject({ code: 'LTMC_NOT_FOUND', message: 'no memory with the id 7', errorId: 'e-1', details: { resource_id: 7 }, retryable: false });
  });

  it('passes on a code that a newer server has', async () => {
    await using client = await open();
    await expect(client.retrieveMemory({ query: 'x' })).rejects.toMatchObject({ code: 'LTMC_FROM_TOMORROW', retryable: true });
  });

  it('calls a tool by its name, and an unknown one is an error', async () => {
    await using client = await open();
    expect(await client.call('store_memory', { n: 1 })).toEqual({ success: true, got: { n: 1 } });
    await expect(client.call('no_such_tool', {})).rejects.toMatchObject({ code: 'LTMC_UNKNOWN_TOOL', errorId: 'e-1' });
  });

  it('ends a call at its deadline, that of the client or its own, and lives on', async () => {
    await using client = await open({ deadlineMs: 300 });
    await expect(client.listMemories({}, { deadlineMs: 20 })).rejects.toMatchObject({ code: 'LTMC_TIMEOUT', message: expect.stringContaining('20 ms'), retryable: true });
    expect(await client.storeMemory({ file_name: 'a', content: 'b' }, { deadlineMs: 60_000 })).toMatchObject({ success: true });
    await expect(client.listMemories()).rejects.toMatchObject({ code: 'LTMC_TIMEOUT', message: expect.stringContaining('300 ms') });
  });

  it('ends a call that is cancelled, before it is sent or after', async () => {
    await using client = await open();
    await client.storeMemory({ file_name: 'a', content: 'b' });
    const abort = new AbortController();
    const call = client.listMemories({}, { signal: abort.signal });
    setTimeout(() => abort.abort(), 30);
    await expect(call).rejects.toMatchObject({ code: 'LTMC_CANCELLED' });
    await expect(client.storeMemory({ file_name: 'a', content: 'b' }, { signal: abort.signal })).rejects.toMatchObject({ code: 'LTMC_CANCELLED' });
  });

  it('closes twice without harm; what is in flight ends, and nothing is called any more', async () => {
    const client = await open();
    await client.storeMemory({ file_name: 'a', content: 'b' });
    let ended = false;
    const flying = client.listMemories().catch((cause: unknown) => cause).finally(() => { ended = true; });
    await Promise.all([client.close(), client.close()]);
    await until(() => ended);
    expect(await flying).toMatchObject({ code: 'LTMC_STORE_CLOSED' });
    await expect(client.storeMemory({ file_name: 'a', content: 'b' })).rejects.toMatchObject({ code: 'LTMC_STORE_CLOSED' });
  });
});
