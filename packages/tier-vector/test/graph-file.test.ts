import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { createGraph } from '../src/graph.js';
import { createGraphFileReader } from '../src/graph-file.js';
import { nativeFactory } from './native-factory.js';
import { randomVectors } from './random-vectors.js';
import { temporaryFolder } from './temporary-folder.js';

const DIMENSION = 6;
const ROWS = 60;
/** Rows that were dead when the graph took them in. */
const LEFT_OUT: ReadonlySet<number> = new Set([0, 17, 18]);

let vectors: Float32Array[];
let file: Buffer;

beforeAll(async () => {
  const next = randomVectors(DIMENSION, 3);
  vectors = Array.from({ length: ROWS }, next);
  const graph = createGraph(await nativeFactory(), DIMENSION, { m: 4, efConstruction: 20 });
  for (const [row, vector] of vectors.entries()) graph.add(LEFT_OUT.has(row) ? undefined : vector);
  graph.kill(5); // stays in the graph, marked
  const path = join(await temporaryFolder(), 'graph');
  await writeFile(path, '');
  graph.writeTo(path);
  file = await readFile(path);
});

/** Reads the bytes in pieces that end at the given places. */
function read(bytes: Buffer, ends: readonly number[] = [], dimension = DIMENSION): { found: Map<number, number[]>; isWhole: boolean } {
  const found = new Map<number, number[]>();
  const reader = createGraphFileReader({
    dimension,
    onNode: (label, piece, at) => { found.set(label, [...new Float32Array(Uint8Array.from(piece.subarray(at, at + 4 * dimension)).buffer)]); },
  });
  const places = [0, ...ends, bytes.length];
  const memory = Buffer.alloc(bytes.length); // used again for each piece, as a reader of files does
  for (const [index, end] of places.entries()) {
    if (index === 0) continue;
    const length = bytes.copy(memory, 0, places[index - 1], end);
    reader.take(memory.subarray(0, length));
    memory.fill(0xff);
  }
  return { found, isWhole: reader.isWhole };
}

it('finds each vector under its label, however the file is cut into pieces', () => {
  const truth = new Map(vectors.map((vector, row) => [row, [...vector]] as const).filter(([row]) => !LEFT_OUT.has(row)));
  expect(read(file)).toEqual({ found: truth, isWhole: true });
  const ends = fc.array(fc.nat(file.length), { maxLength: 40 }).map((places) => places.toSorted((a, b) => a - b));
  fc.assert(fc.property(ends, (places) => { expect(read(file, places)).toEqual({ found: truth, isWhole: true }); }), { seed: 20_261_122 });
  expect(read(file, Array.from({ length: file.length }, (_, place) => place))).toEqual({ found: truth, isWhole: true });
});

it('knows a file that was cut anywhere, or has something behind it', () => {
  for (let length = 0; length < file.length; length++) expect(read(file.subarray(0, length)).isWhole).toBe(false);
  expect(read(Buffer.concat([file, Buffer.alloc(4)])).isWhole).toBe(false);
  expect(read(Buffer.concat([file, Buffer.alloc(1)])).isWhole).toBe(false);
});

it('refuses a file of another dimension, or of something else', () => {
  expect(() => read(file, [], DIMENSION + 1)).toThrow('laid out in another way');
  expect(() => read(Buffer.alloc(file.length, 'x'))).toThrow('laid out in another way');
});
