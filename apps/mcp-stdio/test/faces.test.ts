import { startHttpProgram, tempData } from '@ltmc/testing';
import { describe, expect, it } from 'vitest';
import { HTTP_MAIN, startStdio } from './stdio-client.js';

const OTTERS = 'Otters hold hands while they sleep, so that the current does not part them.';
const BRIDGE = 'The drawbridge opens for sailing boats every morning at nine.';

const contents = (result: unknown): string[] =>
  (result as { results: { content: string }[] }).results.map(({ content }) => content);

describe('two servers on one database file', () => {
  it('what is stored over one is found over the other at once, by meaning and by words', async () => {
    await using data = await tempData();
    await using stdio = await startStdio(data.env);
    await using http = await startHttpProgram(HTTP_MAIN, data.env);

    await stdio.call('store_memory', { file_name: 'otters.md', content: OTTERS, wait: 'searchable' });
    for (const mode of ['hybrid', 'semantic', 'keyword']) {
      expect(contents((await http.rpc('retrieve_memory', { query: 'otters sleep', mode })).result)).toEqual([OTTERS]);
    }
    await http.rpc('store_memory', { file_name: 'bridge.md', content: BRIDGE, wait: 'searchable' });
    const found = await stdio.call('retrieve_memory', { query: 'when can ships pass?', mode: 'semantic' });
    expect(contents(found.structuredContent)[0]).toBe(BRIDGE);
  });

  it('both find it after they were restarted', async () => {
    await using data = await tempData();
    const stdio = await startStdio(data.env);
    await stdio.call('store_memory', { file_name: 'otters.md', content: OTTERS });
    await stdio[Symbol.asyncDispose]();
    const http = await startHttpProgram(HTTP_MAIN, data.env);
    await http.rpc('store_memory', { file_name: 'bridge.md', content: BRIDGE, wait: 'searchable' });
    expect(await http.stop()).toBe(0);

    await using again = await startStdio(data.env);
    await using httpAgain = await startHttpProgram(HTTP_MAIN, data.env);
    const query = { query: 'animals that sleep in the water', top_k: 1 };
    expect(contents((await again.call('retrieve_memory', query)).structuredContent)).toEqual([OTTERS]);
    expect(contents((await httpAgain.rpc('retrieve_memory', query)).result)).toEqual([OTTERS]);
    expect((await httpAgain.rpc('list_memories')).result).toMatchObject({ total_count: 2 });
  });

  it('keeps what was acknowledged before a kill -9', async () => {
    await using data = await tempData();
    await using http = await startHttpProgram(HTTP_MAIN, data.env);
    await http.rpc('store_memory', { file_name: 'otters.md', content: OTTERS, wait: 'durable' });
    expect(await http.stop('SIGKILL')).toBe('SIGKILL');
    await using stdio = await startStdio(data.env);
    expect((await stdio.call('get_memory', { file_name: 'otters.md' })).structuredContent).toMatchObject({ content: OTTERS });
  });

  it('what is forgotten over one is found over neither, until it is brought back', async () => {
    await using data = await tempData();
    await using stdio = await startStdio(data.env);
    await using http = await startHttpProgram(HTTP_MAIN, data.env);
    const search = async (): Promise<[string[], string[]]> => [
      contents((await stdio.call('retrieve_memory', { query: 'otters' })).structuredContent),
      contents((await http.rpc('retrieve_memory', { query: 'otters' })).result),
    ];
    await stdio.call('store_memory', { file_name: 'otters.md', content: OTTERS, wait: 'searchable' });
    expect(await search()).toEqual([[OTTERS], [OTTERS]]);

    await http.rpc('forget_memory', { file_name: 'otters.md' });
    expect(await search()).toEqual([[], []]);
    expect(await stdio.call('get_memory', { file_name: 'otters.md' })).toMatchObject({ isError: true });

    await stdio.call('forget_memory', { file_name: 'otters.md', undo: true });
    expect(await search()).toEqual([[OTTERS], [OTTERS]]);
    await stdio.call('forget_memory', { file_name: 'otters.md', purge: true });
    expect(await search()).toEqual([[], []]);
  });

  it('a text that was replaced never appears', async () => {
    await using data = await tempData();
    await using stdio = await startStdio(data.env);
    await using http = await startHttpProgram(HTTP_MAIN, data.env);
    const version = (n: number): string => `The code of the gate is number-${n}-${'abcdefghij'[n] ?? ''}.`;
    for (let n = 0; n < 8; n += 1) {
      const stored = { file_name: 'gate.md', content: version(n) };
      const over = n % 2 === 0 ? stdio.call('store_memory', stored) : http.rpc('store_memory', stored);
      await over;
      for (const mode of ['hybrid', 'keyword']) {
        const query = { query: 'the code of the gate', mode };
        expect(contents((await stdio.call('retrieve_memory', query)).structuredContent)).toEqual([version(n)]);
        expect(contents((await http.rpc('retrieve_memory', query)).result)).toEqual([version(n)]);
      }
    }
    expect((await http.rpc('get_memory', { file_name: 'gate.md', version: 1 })).result).toMatchObject({ content: version(0) });
  });
});
