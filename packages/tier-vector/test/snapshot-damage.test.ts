import { cp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { formatPointer, type SnapshotPointer } from '../src/snapshot-pointer.js';
import { COUNT, onlySpaceFolder, openInChild, openSmall, pointerIn, SPACE, writeSnapshot } from './snapshot-fixture.js';
import { temporaryFolder } from './temporary-folder.js';

let intact: string;
beforeAll(async () => {
  intact = await temporaryFolder();
  await writeSnapshot(intact);
});

/** A copy of the intact snapshot to be damaged, with its pointer. */
async function copy(): Promise<{ folder: string; space: string; pointer: SnapshotPointer; paths: Record<'pointer' | 'vectors' | 'graph', string> }> {
  const folder = await temporaryFolder();
  await cp(intact, folder, { recursive: true });
  const space = await onlySpaceFolder(folder);
  const pointer = await pointerIn(space);
  if (!pointer?.graph) throw new Error('the snapshot has no graph');
  return { folder, space, pointer, paths: { pointer: join(space, 'current.json'), vectors: join(space, pointer.vectors.name), graph: join(space, pointer.graph.name) } };
}

/** Flips one bit at a share of the file's length. */
async function flipBit(path: string, share: number): Promise<void> {
  const bytes = await readFile(path);
  const at = Math.min(bytes.length - 1, Math.floor(bytes.length * share));
  bytes.writeUInt8(bytes.readUInt8(at) ^ 4, at);
  await writeFile(path, bytes);
}

/** Empty, at the beginning, and said so. */
const LEFT_ASIDE = { size: 0, cursor: 0, hits: [], warnings: [expect.objectContaining({ message: expect.stringContaining('left aside') })] };

it('opens an intact snapshot', async () => {
  const report = await openInChild(intact);
  expect(report).toMatchObject({ size: COUNT, cursor: 77, warnings: [] });
  expect(report.hits).toHaveLength(10);
});

describe.each(['pointer', 'vectors', 'graph'] as const)('a damaged %s', (part) => {
  it.each([0, 0.001, 0.01, 0.1, 0.5, 0.9, 1])('a bit flipped at %d of its length', async (share) => {
    const { folder, paths } = await copy();
    await flipBit(paths[part], share);
    expect(await openInChild(folder)).toMatchObject(LEFT_ASIDE);
  });

  it.each([0, 1, 40, -1])('cut to %d bytes', async (length) => {
    const { folder, paths } = await copy();
    await truncate(paths[part], length < 0 ? (await readFile(paths[part])).length - 2 : length);
    expect(await openInChild(folder)).toMatchObject(LEFT_ASIDE);
  });

  it('with bytes of something else', async () => {
    const { folder, paths } = await copy();
    await writeFile(paths[part], Buffer.alloc((await readFile(paths[part])).length, 'x'));
    expect(await openInChild(folder)).toMatchObject(LEFT_ASIDE);
  });
});

it.each(['vectors', 'graph'] as const)('a %s file that is longer, or gone', async (part) => {
  const longer = await copy();
  await writeFile(longer.paths[part], Buffer.concat([await readFile(longer.paths[part]), Buffer.alloc(8)]));
  expect(await openInChild(longer.folder)).toMatchObject(LEFT_ASIDE);
  const gone = await copy();
  await rm(gone.paths[part]);
  expect(await openInChild(gone.folder)).toMatchObject(LEFT_ASIDE);
});

it('a snapshot without its pointer is no snapshot', async () => {
  const { folder, paths } = await copy();
  await rm(paths.pointer);
  expect(await openInChild(folder)).toMatchObject({ size: 0, cursor: 0, warnings: [] });
});

it('a snapshot of another space, record, format or machine', async () => {
  const { folder, space, pointer, paths } = await copy();
  expect(await openInChild(folder, { recordId: 'another' })).toMatchObject(LEFT_ASIDE);
  expect(await openInChild(folder, { space: { ...SPACE, dimension: 8 } })).toMatchObject(LEFT_ASIDE);

  const other = await temporaryFolder();
  await writeSnapshot(other, { ...SPACE, fingerprint: 'model-b' });
  const otherSpace = await onlySpaceFolder(other);
  for (const change of [{ format: 1 }, { format: 3 }, { layout: 'BE64' }, { graph: null }, { vectors: { ...pointer.vectors, name: '../../etc/passwd' } }]) {
    await writeFile(paths.pointer, formatPointer({ ...pointer, ...change }));
    expect(await openInChild(folder)).toMatchObject(LEFT_ASIDE);
  }
  await rm(space, { recursive: true });
  await rename(otherSpace, space);
  expect(await openInChild(folder)).toMatchObject(LEFT_ASIDE);
});

it.each([
  ['a damaged one', async ({ paths }: Awaited<ReturnType<typeof copy>>) => flipBit(paths.graph, 0)],
  ['one of an older format', async ({ paths, pointer }: Awaited<ReturnType<typeof copy>>) => writeFile(paths.pointer, formatPointer({ ...pointer, format: 1 }))],
])('%s is replaced by the next snapshot, also at the same cursor', async (_what, harm) => {
  const harmed = await copy();
  const { folder, space, pointer } = harmed;
  await harm(harmed);
  await using store = await openSmall(folder);
  await store.openIndex(SPACE);
  await writeSnapshot(folder);
  expect(await openInChild(folder)).toMatchObject({ size: COUNT, cursor: 77, warnings: [] });
  expect(await readdir(space)).not.toContain(pointer.vectors.name);
});
