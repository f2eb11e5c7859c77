import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as packageExports from '../src/index.js';
import { filesFolder } from '../src/paths.js';
import { verifyFile } from '../src/verify.js';

const { manifest, modelPath, signatureBasisPath, tokenizerConfigPath, tokenizerPath, verifyModelFiles } = packageExports;

describe('the shipped files', () => {
  it('have the lengths and hashes of the manifest', async () => {
    await expect(verifyModelFiles()).resolves.toBeUndefined();
  });

  it('are those of the manifest and no others', () => {
    const named = Object.values(manifest.files).map((file) => file.path);
    expect(readdirSync(filesFolder).toSorted()).toEqual([...named, 'manifest.json'].toSorted());
    for (const path of [modelPath, tokenizerPath, tokenizerConfigPath, signatureBasisPath]) expect(isAbsolute(path)).toBe(true);
  });

  it('are described alike in manifest.json and in TypeScript', () => {
    expect(JSON.parse(readFileSync(join(filesFolder, 'manifest.json'), 'utf8'))).toEqual(manifest);
  });

  it('carry a tokenizer that neither cuts nor pads', () => {
    expect(JSON.parse(readFileSync(tokenizerPath, 'utf8'))).toMatchObject({ truncation: null, padding: null });
  });
});

describe('the basis of token signatures', () => {
  const { components, fingerprint, modelFingerprint, provenance } = manifest.signatureBasis;
  const bytes = readFileSync(signatureBasisPath);
  const numbers = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const row = (at: number): Float32Array => numbers.subarray(at * manifest.dimension, (at + 1) * manifest.dimension);

  it('belongs to this model, and its fingerprint follows from model and bytes', () => {
    expect(modelFingerprint).toBe(manifest.fingerprint);
    const facts = [manifest.fingerprint, manifest.files.signatureBasis.sha256].join('|');
    expect(fingerprint).toBe(`${manifest.fingerprint}:sign${components}:${createHash('sha256').update(facts).digest('hex').slice(0, 16)}`);
    expect(provenance.tokens).toBe(provenance.fittedOn.reduce((sum, { tokens }) => sum + tokens, 0));
  });

  it('has a mean and directions of length 1, each at a right angle to the others', () => {
    expect(numbers).toHaveLength((1 + components) * manifest.dimension);
    for (let a = 1; a <= components; a += 1) {
      for (let b = a; b <= components; b += 1) expect(Math.abs(dot(row(a), row(b)) - (a === b ? 1 : 0))).toBeLessThan(1e-5);
    }
  });
});

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, at) => sum + value * (b[at] ?? Number.NaN), 0);
}

describe('the manifest', () => {
  it('has a fingerprint that follows from model, dimension, pooling, quantisation and both hashes', () => {
    const { model, dimension, pooling, quantisation, files } = manifest;
    const facts = [model, dimension, pooling, quantisation, files.model.sha256, files.tokenizer.sha256].join('|');
    const digest = createHash('sha256').update(facts).digest('hex').slice(0, 16);
    expect(manifest.fingerprint).toBe(`${model}:${dimension}:${pooling}:int8:${digest}`);
  });

  it('says what callers rely on', () => {
    expect(manifest).toMatchObject({ dimension: 384, maxTokens: 256, pooling: 'mean', normalised: true });
    expect(manifest.specialTokenIds).toEqual({ pad: 0, unknown: 100, start: 101, end: 102 });
    expect(manifest.provenance.licence).toBe('Apache-2.0');
  });
});

describe('verifyFile', () => {
  const good = 'the right bytes';
  const file = {
    path: 'model.bin',
    sizeBytes: good.length,
    sha256: createHash('sha256').update(good).digest('hex'),
  };
  let folder = '';
  beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'ltmc-model-')); });
  afterAll(async () => { await rm(folder, { recursive: true }); });

  it('accepts the right bytes', async () => {
    await writeFile(join(folder, file.path), good);
    await expect(verifyFile(folder, file)).resolves.toBeUndefined();
  });

  it.each([
    ['a short file', 'the right', `expected ${good.length} bytes, found 9 bytes`],
    ['changed bytes', 'the wrong bytes', `expected sha256 ${file.sha256}, found sha256 `],
  ])('names %s, both values and the way out', async (_case, bytes, message) => {
    await writeFile(join(folder, file.path), bytes);
    const error = await verifyFile(folder, file).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).toContain(join(folder, file.path));
    expect(String(error)).toContain(message);
    expect(String(error)).toContain('Reinstall the package @ltmc/model-all-minilm-l6-v2');
  });

  it('names a missing file and keeps the cause', async () => {
    await expect(verifyFile(folder, { ...file, path: 'absent.bin' })).rejects.toMatchObject({
      message: expect.stringContaining('absent.bin is damaged: expected 15 bytes, found no readable file') as string,
      cause: { code: 'ENOENT' },
    });
  });
});

it('exports what the README lists', () => {
  expect(Object.keys(packageExports).toSorted())
    .toEqual(['manifest', 'modelPath', 'signatureBasisPath', 'tokenizerConfigPath', 'tokenizerPath', 'verifyModelFiles']);
});
