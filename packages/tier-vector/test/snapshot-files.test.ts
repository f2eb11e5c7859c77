import { cpSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createGraph, type Graph } from '../src/graph.js';
import type { NativeGraphFactory } from '../src/native-graph.js';
import { ownerOf } from '../src/snapshot-pointer.js';
import { readSnapshot } from '../src/snapshot-read.js';
import { draftSnapshot, publishSnapshot } from '../src/snapshot-write.js';
import type { IndexView } from '../src/space-index.js';
import { nativeFactory } from './native-factory.js';
import { randomVectors } from './random-vectors.js';
import { temporaryFolder } from './temporary-folder.js';

let create: NativeGraphFactory;
beforeAll(async () => { create = await nativeFactory(); });

interface Shape {
  readonly dimension: number;
  readonly rows: number;
  /** Rows the graph has taken in. */
  readonly covered: number;
  /** Rows that were dead before the graph took them in, and rows that died since. */
  readonly deadBefore: ReadonlySet<number>;
  readonly deadSince: ReadonlySet<number>;
}

const SOME: Shape = { dimension: 5, rows: 41, covered: 30, deadBefore: new Set([3]), deadSince: new Set([7, 35]) };

/** An index of that shape, as its snapshot would see it. */
function viewOf({ dimension, rows, covered, deadBefore, deadSince }: Shape): IndexView & { readonly graph: Graph } {
  const next = randomVectors(dimension, rows + covered);
  const vectors = Float32Array.from(Array.from({ length: rows }, () => [...next()]).flat());
  const ids = Float64Array.from({ length: rows }, (_, row) => (deadBefore.has(row) || deadSince.has(row) ? 0 : 1000 + row));
  const graph = createGraph(create, dimension, { m: 4, efConstruction: 20 });
  for (let row = 0; row < covered; row++) graph.add(deadBefore.has(row) ? undefined : vectors.subarray(row * dimension, (row + 1) * dimension));
  for (const row of deadSince) if (!deadBefore.has(row)) graph.kill(row);
  return { rows: { ids, vectors }, cursor: 9, graph };
}

async function bytesIn(folder: string): Promise<number> {
  const sizes = await Promise.all((await readdir(folder)).filter((name) => name !== 'current.json').map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

describe('a snapshot of two files', () => {
  const row = fc.nat(59);
  const shape = fc.record({ dimension: fc.integer({ min: 1, max: 9 }), rows: fc.integer({ min: 1, max: 60 }), share: fc.double({ min: 0, max: 1, noNaN: true }), dead: fc.array(row), died: fc.array(row) });

  it('brings back every live vector bit by bit, with and without hnswlib, wherever the graph ends', async () => {
    await fc.assert(
      fc.asyncProperty(shape, async ({ dimension, rows, share, dead, died }) => {
        const within = (list: readonly number[]): Set<number> => new Set(list.filter((one) => one < rows));
        const view = viewOf({ dimension, rows, covered: Math.round(rows * share), deadBefore: within(dead), deadSince: within(died) });
        const [folder, owner] = [await temporaryFolder(), ownerOf({ namespace: 'n', fingerprint: 'f', dimension }, 'r')];
        await publishSnapshot(folder, await draftSnapshot(folder, owner, () => view));
        for (const factory of [create, undefined]) {
          const reading = await readSnapshot(folder, owner, factory);
          if (reading.kind !== 'loaded') throw new Error(`not loaded: ${JSON.stringify(reading)}`);
          expect([reading.saved.cursor, reading.saved.rows.ids]).toEqual([9, view.rows.ids]);
          expect(liveVectors(reading.saved, dimension)).toEqual(liveVectors(view, dimension));
          expect(reading.saved.graph?.covered ?? 0).toBe(factory ? view.graph.covered : 0);
        }
      }),
      { numRuns: 40, seed: 20_261_122 },
    );
  });

  it('holds each vector once', async () => {
    const [folder, owner, view] = [await temporaryFolder(), ownerOf({ namespace: 'n', fingerprint: 'f', dimension: 5 }, 'r'), viewOf(SOME)];
    await publishSnapshot(folder, await draftSnapshot(folder, owner, () => view));
    const files = Buffer.concat(await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name)))));
    for (const { bytes } of liveVectors(view, 5)) expect([files.indexOf(bytes) >= 0, files.indexOf(bytes)]).toEqual([true, files.lastIndexOf(bytes)]);
    const [words, links] = [8, 4 + 2 * 4 * 4]; // a length and 2 * m links, four bytes each
    expect(await bytesIn(folder)).toBeLessThan(SOME.rows * (5 * 4 + words + links + words + 4) + 2000);
  });
});

function liveVectors({ rows: { ids, vectors } }: Pick<IndexView, 'rows'>, dimension: number): { readonly row: number; readonly bytes: Buffer }[] {
  const all = Array.from(ids, (id, row) => ({ id, row, bytes: Buffer.from(vectors.slice(row * dimension, (row + 1) * dimension).buffer) }));
  return all.filter(({ id }) => id !== 0).map(({ row, bytes }) => ({ row, bytes }));
}

it.each([
  ['was cut by a full disk in its header', (path: string, _bytes: Buffer) => { truncateSync(path, 30); }],
  ['among its vectors', (path: string, bytes: Buffer) => { truncateSync(path, bytes.length / 2); }],
  ['before its last byte', (path: string, bytes: Buffer) => { truncateSync(path, bytes.length - 1); }],
  ['has a wrong bit in a vector', (path: string, bytes: Buffer) => { writeFileSync(path, flipped(bytes, SOME)); }],
  ['was not written at all', (path: string, _bytes: Buffer) => { truncateSync(path, 0); }],
])('no snapshot, and no draft left behind, when the graph file %s', async (_what, harm) => {
  const [folder, owner, view] = [await temporaryFolder(), ownerOf({ namespace: 'n', fingerprint: 'f', dimension: 5 }, 'r'), viewOf(SOME)];
  const whole = join(await temporaryFolder(), 'graph');
  writeFileSync(whole, '');
  view.graph.writeTo(whole);
  const bytes = await readFile(whole);
  const harmed: Graph = { ...view.graph, covered: view.graph.covered, writeTo: (path) => { view.graph.writeTo(path); harm(path, bytes); } };
  await expect(draftSnapshot(folder, owner, () => ({ ...view, graph: harmed }))).rejects.toThrow('the graph file lacks');
  expect(await readdir(folder)).toEqual([]);
});

it('begins again when another process replaces the snapshot that is being read', async () => {
  const [folder, other, owner] = [await temporaryFolder(), await temporaryFolder(), ownerOf({ namespace: 'n', fingerprint: 'f', dimension: 5 }, 'r')];
  const later = viewOf({ ...SOME, rows: 50, covered: 50 });
  await publishSnapshot(folder, await draftSnapshot(folder, owner, () => viewOf(SOME)));
  await publishSnapshot(other, await draftSnapshot(other, owner, () => ({ ...later, cursor: 10 })));
  let loads = 0;
  const replacing: NativeGraphFactory = (dimension) => {
    if (++loads === 1) {
      rmSync(folder, { recursive: true });
      cpSync(other, folder, { recursive: true });
    }
    return create(dimension);
  };
  const reading = await readSnapshot(folder, owner, replacing);
  expect(reading).toMatchObject({ kind: 'loaded', saved: { cursor: 10, graph: { covered: 50 }, rows: { ids: later.rows.ids } } });
  expect(loads).toBe(2);
});

/** One bit of the last vector the graph has. */
function flipped(bytes: Buffer, { dimension, covered }: Shape): Buffer {
  const vector = Buffer.from(viewOf(SOME).rows.vectors.slice((covered - 1) * dimension, covered * dimension).buffer);
  const at = bytes.indexOf(vector) + 5;
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  return bytes;
}
