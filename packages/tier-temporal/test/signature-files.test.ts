import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { filesWith } from './files-with.js';
import { start } from './processes.js';
import { onlyFile, openSignatures, signature, signatureFiles, SPACE, textSignature, whole } from './signature-fixture.js';
import { temporaryFolder } from './temporary-folder.js';

const OTHER_SPACE = { id: 'signs:16:other-basis', bytesPerToken: 16 };

describe('the file', () => {
  it('is made with the first call, for its owner alone, and is found again', async () => {
    const folder = join(await temporaryFolder(), 'index');
    await using store = openSignatures(folder);
    expect(await signatureFiles(folder)).toEqual([]);
    await store.put([signature(1)]);
    await store.apply({ remove: [], position: { seq: 3, atMs: 30 } });
    expect((await stat(await onlyFile(folder))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    await store.close();
    await using again = openSignatures(folder);
    expect([await whole(again, [1]), await again.position(), again.losses]).toEqual([[1], { seq: 3, atMs: 30 }, 0]);
  });

  it('leaves no byte of what was removed with a scrub, nor of what was removed before', async () => {
    const folder = await temporaryFolder();
    await using store = openSignatures(folder);
    await store.put([1, 2, 3].map((id) => textSignature(id)));
    await store.put(Array.from({ length: 300 }, (_, index) => signature(1000 + index)));
    expect(await filesWith(folder, 'signature 2')).not.toEqual([]);
    await store.apply({ remove: [{ first: 1, last: 1 }], position: { seq: 1, atMs: 1 } });
    await store.apply({ remove: [{ first: 2, last: 2 }], position: { seq: 2, atMs: 2 }, scrub: true });
    expect(await filesWith(folder, 'signature 1')).toEqual([]);
    expect(await filesWith(folder, 'signature 2')).toEqual([]);
    expect(await filesWith(folder, 'signature 3')).not.toEqual([]);
  });

  it('leaves no byte of what was there before a clear', async () => {
    const folder = await temporaryFolder();
    await using store = openSignatures(folder);
    await store.put([textSignature(1)]);
    await store.clear();
    expect(await filesWith(folder, 'signature 1')).toEqual([]);
  });
});

describe('files of other records and spaces', () => {
  it('are kept apart', async () => {
    const folder = await temporaryFolder();
    await using one = openSignatures(folder);
    await using otherSpace = openSignatures(folder, { space: OTHER_SPACE });
    await using otherRecord = openSignatures(folder, { recordId: 'another' });
    await one.put([signature(1)]);
    await otherSpace.put([signature(2)]);
    await otherRecord.put([signature(3)]);
    expect([await whole(one, [1, 2, 3]), await whole(otherSpace, [1, 2, 3]), await whole(otherRecord, [1, 2, 3])]).toEqual([[1], [2], [3]]);
  });

  it('are removed once nobody has them open', async () => {
    const folder = await temporaryFolder();
    await using store = openSignatures(folder);
    await store.put([signature(1)]);
    const other = openSignatures(folder, { space: OTHER_SPACE });
    await other.put([textSignature(2)]);
    expect(await store.removeFormer()).toBe(0);
    expect(await whole(store, [1])).toEqual([1]);
    await other.close();
    expect(await store.removeFormer()).toBe(1);
    expect(await signatureFiles(folder)).toHaveLength(1);
    expect(await filesWith(folder, 'signature 2')).toEqual([]);
    expect(await whole(store, [1])).toEqual([1]);
  });

  it('are left to another process that has them open, also idle, and removed when that was killed', async () => {
    const folder = await temporaryFolder();
    const other = start(`
      import { createSqliteSignatures } from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)};
      const store = createSqliteSignatures({ folder: path, recordId: 'record', space: ${JSON.stringify(OTHER_SPACE)} });
      await store.put([{ vectorId: 1, signature: new Uint8Array(32) }]);
      console.log('ready');
      setInterval(() => {}, 1000);`, folder);
    await expect.poll(() => other.lines.length, { timeout: 10_000 }).toBe(1);
    await using store = openSignatures(folder);
    await store.put([signature(1)]);
    expect(await store.removeFormer()).toBe(0);
    other.child.kill('SIGKILL');
    await other.finished;
    expect(await store.removeFormer()).toBe(1);
  });
});

describe('several processes', () => {
  it('read at once what another has put, and put at the same time without loss', async () => {
    const folder = await temporaryFolder();
    await using store = openSignatures(folder);
    await store.count();
    const writers = [0, 1, 2].map((writer) => start(`
      import { createSqliteSignatures } from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)};
      const store = createSqliteSignatures({ folder: path, recordId: 'record', space: ${JSON.stringify(SPACE)} });
      for (let batch = 0; batch < 25; batch += 1) {
        const ids = Array.from({ length: 8 }, (_, index) => 1 + ${writer} * 200 + batch * 8 + index);
        await store.put(ids.map((vectorId) => ({ vectorId, signature: Uint8Array.from({ length: 320 }, (_, index) => vectorId * 13 + index) })));
        console.log(ids.join(','));
      }
      await store.close();`, folder));
    const seen = writers.map(() => 0);
    const done = Promise.all(writers.map(({ finished }) => finished));
    do {
      for (const [index, { lines }] of writers.entries()) {
        const told = lines.slice(seen[index]).flatMap((line) => line.split(',').map(Number));
        seen[index] = lines.length;
        expect(await whole(store, told)).toEqual(told);
      }
    } while ((await Promise.race([done, sleep(5, 'running')])) === 'running');
    expect((await done).map(({ code, stderr }) => [code, stderr])).toEqual([[0, ''], [0, ''], [0, '']]);
    expect(await store.count()).toBe(600);
    expect([store.losses, (await signatureFiles(folder)).length]).toEqual([0, 1]);
  });
});
