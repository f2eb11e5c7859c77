import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';

const PACKAGE = new URL('../../../packages/model-all-minilm-l6-v2/', import.meta.url);
const NAME = 'signature-basis.bin';
const sha256 = (...parts) => createHash('sha256').update(parts.join('|')).digest('hex');

/** The bytes of the basis: the mean, then the turned components row by row, float32 little-endian. */
export function basisFile(mean, rotation, components) {
  const rows = rotation.map((turn) => mean.map((_, column) => turn.reduce((sum, share, at) => sum + share * components[at][column], 0)));
  const bytes = Buffer.alloc((rows.length + 1) * mean.length * Float32Array.BYTES_PER_ELEMENT);
  [mean, ...rows].forEach((row, at) => row.forEach((value, column) => bytes.writeFloatLE(value, (at * mean.length + column) * Float32Array.BYTES_PER_ELEMENT)));
  return bytes;
}

/** Writes the basis and both manifests. */
export async function installBasis(basis) {
  const manifest = await manifestWith(basis);
  await writeFile(new URL(`files/${NAME}`, PACKAGE), basis.bytes);
  for (const [path, text] of Object.entries(manifest)) await writeFile(new URL(path, PACKAGE), text);
}

/** @throws Error when the package holds other bytes than were just built. */
export async function compareBasis(basis) {
  const manifest = await manifestWith(basis);
  const expected = { [`files/${NAME}`]: basis.bytes, ...manifest };
  for (const [path, bytes] of Object.entries(expected)) {
    const found = await readFile(new URL(path, PACKAGE)).catch(() => undefined);
    if (!found?.equals(Buffer.from(bytes))) throw new Error(`${new URL(path, PACKAGE).pathname} differs from what the sets give`);
  }
}

/** The present manifest with the entry of the basis, as JSON and as TypeScript; laid out as tools/model/package_files.py does. */
async function manifestWith({ bytes, components, provenance }) {
  const present = JSON.parse(await readFile(new URL('files/manifest.json', PACKAGE), 'utf8'));
  const digest = createHash('sha256').update(bytes).digest('hex');
  const manifest = {
    ...present,
    files: { ...present.files, signatureBasis: { path: NAME, sizeBytes: bytes.length, sha256: digest } },
    signatureBasis: {
      fingerprint: `${present.fingerprint}:sign${components}:${sha256(present.fingerprint, digest).slice(0, 16)}`,
      modelFingerprint: present.fingerprint,
      components,
      provenance,
    },
  };
  const text = JSON.stringify(manifest, undefined, 2);
  const source = await readFile(new URL('src/manifest.ts', PACKAGE), 'utf8');
  const head = source.slice(0, source.indexOf('{\n  "formatVersion"'));
  return { 'files/manifest.json': `${text}\n`, 'src/manifest.ts': `${head}${text};\n` };
}
