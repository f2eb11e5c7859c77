import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { context, openTestMemory } from './open-memory.js';

describe('two servers on one file', () => {
  it('find by meaning what the other stored, at once', async () => {
    await using one = await openTestMemory();
    await using two = await openTestMemory({ folder: one.folder });
    await two.search('warm up: opens the index');
    for (let n = 0; n < 10; n += 1) {
      const [writer, reader] = n % 2 === 0 ? [one, two] : [two, one];
      await writer.store(`note-${n}`, `Ticket number ${n}: the elevator in building ${n} is out of order.`);
      const hits = await reader.search(`elevator building ${n}`, { mode: 'semantic', topK: 20 });
      expect(hits.map(({ fileName }) => fileName)).toContain(`note-${n}`);
    }
  });

  it('never show what the other has replaced or forgotten', async () => {
    await using one = await openTestMemory();
    await using two = await openTestMemory({ folder: one.folder });
    await one.store('a', 'The meeting is in Bergen.');
    expect(await two.search('meeting')).toHaveLength(1);
    await one.store('a', 'The meeting is in Oslo.');
    expect((await two.search('meeting')).map(({ content }) => content)).toEqual(['The meeting is in Oslo.']);
    await one.memory.forget(context, { fileName: 'a' });
    expect(await two.search('meeting')).toEqual([]);
    await two.memory.forget(context, { fileName: 'a', undo: true });
    expect(await one.search('meeting', { mode: 'semantic' })).toHaveLength(1);
  });
});

describe('a restart', () => {
  it('finds the same by meaning and words', async () => {
    await using keeper = await openTestMemory();
    {
      await using before = await openTestMemory({ folder: keeper.folder });
      await before.store('pets.md', 'Our cat sleeps on the radiator all winter.');
    }
    await using after = await openTestMemory({ folder: keeper.folder });
    expect(await after.search('animal at home', { mode: 'semantic' })).toHaveLength(1);
    expect(await after.search('radiator', { mode: 'keyword' })).toHaveLength(1);
  });

  it('needs no index folder', async () => {
    await using keeper = await openTestMemory();
    await keeper.store('pets.md', 'Our cat sleeps on the radiator all winter.');
    await rm(join(keeper.folder, 'index'), { recursive: true, force: true });
    await using after = await openTestMemory({ folder: keeper.folder });
    expect(await after.search('animal at home', { mode: 'semantic' })).toHaveLength(1);
  });
});

describe('forget', () => {
  it('hides at once, comes back by undo, and is gone after purge', async () => {
    await using test = await openTestMemory();
    await test.store('a', 'The meeting is in Bergen.');
    const dry = await test.memory.forget(context, { fileName: 'a', dryRun: true });
    expect(dry).toMatchObject({ forgotten: { resources: 1, chunks: 1 }, purged: false, undoUntilMs: null });
    expect(await test.search('meeting')).toHaveLength(1);

    await test.memory.forget(context, { fileName: 'a' });
    expect(await test.search('meeting')).toEqual([]);
    await expect(test.memory.get(context, { fileName: 'a' })).rejects.toMatchObject({ code: 'LTMC_NOT_FOUND' });

    await test.memory.forget(context, { fileName: 'a', undo: true });
    expect(await test.search('meeting', { mode: 'semantic' })).toHaveLength(1);

    expect(await test.memory.forget(context, { fileName: 'a', purge: true })).toMatchObject({ purged: true });
    expect(await test.search('meeting')).toEqual([]);
    await expect(test.memory.forget(context, { fileName: 'a', undo: true })).rejects.toMatchObject({ code: 'LTMC_NOT_FOUND' });
  });
});
