import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig, type Config } from '@ltmc/config';
import { openSqliteRecord } from '@ltmc/tier-temporal';
import { openHnswVectorStore } from '@ltmc/tier-vector';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkDataFolder } from '../src/diagnosis/data-folder.js';
import { checkNode } from '../src/diagnosis/installation.js';
import { diagnose, openMaintenance, type Finding } from '../src/index.js';

const logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
let folder: string;

beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'ltmc-runtime-')); });
afterEach(() => rm(folder, { recursive: true, force: true }));

const configOf = (...names: readonly string[]) => loadConfig({ DB_PATH: join(folder, ...names) });

/** An export with one embedding. */
function exportWith(fingerprint: string): () => AsyncGenerator<Uint8Array> {
  const embeddings = { id: fingerprint, model: 'm', dimension: 2, pooling: 'mean', tokenizerHash: 't', modelHash: 'h' };
  const version = {
    kind: 'version', namespace: 'default', file_name: 'a.md', version: 1, resource_type: 'document', tags: [], metadata: {}, valid_from_ms: null, expires_at_ms: null,
    agent_id: null, session_id: null, recorded_at_ms: 1, forgotten_at_ms: null, content: 'text', chunks: [{ start: 0, end: 4, heading: null, embedding: 'AACAPwAAAAA=' }],
  };
  const lines = [{ kind: 'header', format: 'ltmc-export', format_version: 1, embeddings }, version, { kind: 'end', memories: 1, versions: 1 }];
  return async function* bytes() { yield Buffer.from(lines.map((line) => JSON.stringify(line)).join('\n')); };
}

/** A record, and a snapshot as a version before this one wrote it. */
async function keepOldSnapshot({ dbPath, indexFolder }: Config): Promise<void> {
  await using record = await openSqliteRecord({ path: dbPath });
  await using store = await openHnswVectorStore({ folder: indexFolder, recordId: record.recordId, exactUpTo: 1 });
  const index = await store.openIndex({ namespace: 'work', fingerprint: 'f', dimension: 2 });
  await index.apply({ upsert: [1, 2].map((vectorId) => ({ vectorId, vector: Float32Array.of(1, 0) })), remove: [], cursor: 1 });
  await index.saveSnapshot();
  const [space = ''] = await readdir(indexFolder);
  const path = join(indexFolder, space, 'current.json');
  const { pointer } = JSON.parse(await readFile(path, 'utf8')) as { readonly pointer: object };
  const older = { ...pointer, format: 1 };
  await writeFile(path, JSON.stringify({ pointer: older, sha256: createHash('sha256').update(JSON.stringify(older)).digest('hex') }));
}

describe('openMaintenance', () => {
  it('takes over embeddings of this installation only, unless told', async () => {
    const first = await openMaintenance(configOf('first.db'), { logger });
    expect(await first.importJsonLines(exportWith('foreign'))).toMatchObject({ created: 1, embeddings: 0, embeddingsLeftOut: true });
    const second = await openMaintenance(configOf('second.db'), { logger });
    expect(await second.importJsonLines(exportWith('foreign'), { fingerprint: 'foreign' })).toMatchObject({ embeddings: 1, embeddingsLeftOut: false });
  });
});

describe('diagnose', () => {
  it('says which Node is too old', () => {
    expect(['20.18.9', '18.99.0', '20.19.0', '22.0.0'].map((version) => checkNode(version).state)).toEqual(['problem', 'problem', 'ok', 'ok']);
  });

  it('goes on to the record, its embeddings and its index', async () => {
    const config = configOf('record.db');
    await (await openMaintenance(config, { logger })).importJsonLines(exportWith('foreign'));
    const findings: Finding[] = [];
    for await (const finding of diagnose(config)) findings.push(finding);
    expect(findings.slice(-4).map(({ check, state }) => [check, state])).toEqual([['record', 'ok'], ['embeddings', 'note'], ['index', 'ok'], ['signatures', 'ok']]);
  });

  it('says of a snapshot in an older format that it is rebuilt by itself, and calls it neither damaged nor whole', async () => {
    const config = configOf('record.db');
    await keepOldSnapshot(config);
    const findings: Finding[] = [];
    for await (const finding of diagnose(config)) if (finding.check === 'index') findings.push(finding);
    expect(findings).toEqual([{ check: 'index', state: 'note', message: expect.stringMatching(/namespace work is of an older version.*not damaged.*rebuilt from the record by itself/u) }]);
  });

  it('makes nothing', async () => {
    const config = configOf('not', 'there', 'record.db');
    expect(await checkDataFolder(config)).toMatchObject({ hasRecord: false, findings: [{ state: 'ok' }] });
    for await (const _finding of diagnose(config)) { /* all of them */ }
    expect(await checkDataFolder(config)).toMatchObject({ hasRecord: false, findings: [{ message: expect.stringContaining('not there yet') }] });
  });
});
