import { join } from 'node:path';
import fc from 'fast-check';
import sqlite3 from 'sqlite3';
import { expect, it } from 'vitest';
import type { ForgetOptions, MemoryFilter, RecordKind, RecordStore } from '@ltmc/contracts';
import { createMemoryRecord, openSqliteRecord } from '../src/index.js';
import { version } from './fixture.js';
import { temporaryFolder } from './temporary-folder.js';

/** One call; its answer must be the same from both drivers. */
type Call = (record: RecordStore) => Promise<unknown>;

const name = fc.constantFrom('a', 'b');
const namespace = fc.constantFrom('n', 'n', 'n', 'm');
/** True now and then. */
const rarely = fc.integer({ min: 0, max: 4 }).map((number) => number === 0);
const timeMs = fc.integer({ min: 0, max: 60 });
/** Words without a stem of their own, so that whole words and stems are the same. */
const text = fc.array(fc.constantFrom('kolo', 'zuba', 'mira', 'pavo'), { minLength: 1, maxLength: 4 }).map((words) => words.join(' '));
const tags = fc.subarray(['x', 'y']);
const type = fc.constantFrom('note', 'code');
const MODEL = { id: 'f', model: 'm', dimension: 1, pooling: 'mean', tokenizerHash: '', modelHash: '' };
const model = fc.constantFrom(MODEL, MODEL, MODEL, { ...MODEL, id: 'g' });

const kind = fc.constantFrom<RecordKind>('memory', 'memory', 'memory', 'message', 'todo');
const conversationId = fc.constantFrom('c', 'd');

const filter: fc.Arbitrary<MemoryFilter> = fc.record({
  namespace, validAtMs: timeMs, kinds: fc.subarray<RecordKind>(['memory', 'message', 'todo', 'pattern'], { minLength: 1 }), conversationId, resourceIds: fc.subarray([1, 2, 3, 4]),
  resourceType: type, tags, sinceMs: timeMs, untilMs: timeMs, asOfMs: timeMs,
}, { requiredKeys: ['namespace', 'validAtMs'] });

const store: fc.Arbitrary<Call> = fc.record({
  namespace, kind, conversationId, name, chunks: fc.array(text, { minLength: 1, maxLength: 3 }), tags, type, recordedAtMs: timeMs, validFromMs: fc.option(timeMs), expiresAtMs: fc.option(timeMs), key: fc.option(fc.constantFrom('k1', 'k2')),
}).map(({ name: fileName, chunks, type: resourceType, key, conversationId: conversation, ...fields }) => (record) => {
  const contents = chunks.map((content) => ({ content, startOffset: 0, endOffset: content.length, heading: null }));
  const claim = key === null ? undefined : { tool: 't', key, bodyHash: fileName, answer: ({ version: number }: { version: number }) => `${fileName} ${number}` };
  return record.storeVersion(version(fileName, chunks.join(' '), { ...fields, ...(fields.kind === 'message' ? { conversationId: conversation } : {}), resourceType, chunks: contents }), claim).then(withoutChunkIds);
});

const forget: fc.Arbitrary<Call> = fc.tuple(namespace, name, fc.record<ForgetOptions>({ atMs: timeMs, purge: rarely, dryRun: rarely }))
  .map(([space, fileName, options]) => (record) => record.forget(space, { fileName }, options));

const undo: fc.Arbitrary<Call> = fc.tuple(namespace, name, timeMs, timeMs)
  .map(([space, fileName, notBeforeMs, atMs]) => (record) => record.undoForget(space, { fileName }, { notBeforeMs, atMs }));

const embed: fc.Arbitrary<Call> = fc.tuple(model, fc.integer({ min: 1, max: 9 }), timeMs).map(([fingerprint, limit, nowMs]) => async (record) => {
  const pending = await record.claimPending({ fingerprint: fingerprint.id, owner: 'p', limit, nowMs, claimForMs: 10 });
  const stored = await record.storeEmbeddings(fingerprint, pending.slice(1).map(({ vectorId }) => ({ vectorId, vector: Float32Array.of(vectorId) })), nowMs);
  return [stored, pending.map(({ vectorId, content }) => [vectorId, content])];
});

const changeModel: fc.Arbitrary<Call> = fc.tuple(model, rarely, timeMs).map(([fingerprint, drop, atMs]) => async (record) => {
  await record.startReembed(fingerprint);
  if (drop) await record.dropRetired(1000);
  // The last chunk too, which `embed` leaves.
  for (const { vectorId } of await record.claimPending({ fingerprint: fingerprint.id, owner: 'q', limit: 100, nowMs: atMs, claimForMs: 10 })) {
    await record.storeEmbeddings(fingerprint, [{ vectorId, vector: Float32Array.of(-vectorId) }], atMs);
  }
  const progress = await record.embeddingProgress(fingerprint.id);
  const switched = await record.finishReembed(fingerprint.id, atMs);
  return [progress, switched, await record.activeFingerprint(), (await record.retiredFingerprints()).map(({ id }) => id).toSorted(), await record.namespaces()];
});

const look: fc.Arbitrary<Call> = fc.tuple(filter, text, timeMs).map(([passing, query, asOfMs]) => async (record) => {
  const hits = (await record.searchText(query, passing, 100)).map(({ vectorId }) => vectorId).toSorted((a, b) => a - b);
  const listed = await record.listResources(passing, { limit: 2, text: query });
  const rest = listed.nextCursor === undefined ? undefined : await record.listResources(passing, { limit: 2, text: query, cursor: listed.nextCursor });
  const chunks = await record.readChunks({ vectorIds: Array.from({ length: 60 }, (_id, index) => index) }, passing);
  return {
    hits, listed, rest,
    chunks: chunks.map(({ vectorId, content, tags: held }) => ({ vectorId, content, held })).toSorted((a, b) => a.vectorId - b.vectorId),
    past: await answer(() => record.vectorsAsOf({ ...passing, asOfMs }, 'f'), record),
    allowed: await answer(() => record.allowedVectors(passing, 'f'), record),
    current: [await record.currentVectorsAfter({ namespace: passing.namespace, kind: 'memory' }, 'f', 0, 100), await record.currentVectorsAfter({ namespace: passing.namespace, kind: 'memory' }, 'g', 0, 100)],
    pending: await record.countPending(passing.namespace),
    newest: await record.kindVersions(passing.namespace, ['memory', 'message', 'todo', 'edge']),
    ofKind: await Promise.all((['message', 'todo'] as const).map((one) => record.currentVectorsAfter({ namespace: passing.namespace, kind: one }, 'f', 0, 100))),
    stats: await record.stats(passing.namespace),
    versions: await record.listVersions(passing.namespace, 1),
    atThatTime: await record.getVersion(passing.namespace, { fileName: 'a' }, { asOfMs }),
  };
});

const calls = fc.array(fc.oneof({ weight: 4, arbitrary: store }, { weight: 2, arbitrary: forget }, undo, { weight: 2, arbitrary: embed }, changeModel, { weight: 2, arbitrary: look }), { minLength: 10, maxLength: 50, size: 'max' });

/** The one field that drivers choose freely. */
function withoutChunkIds(outcome: Awaited<ReturnType<RecordStore['storeVersion']>>): unknown {
  return outcome.kind === 'written' ? { ...outcome.result, chunkIds: outcome.result.chunkIds.length } : outcome;
}

/** The answer, or the code of the refusal. */
async function answer(call: Call, record: RecordStore): Promise<unknown> {
  return call(record).catch((error: { code: string }) => error.code);
}

/** Chunks that are in a full-text table they do not belong in, or are not in the one they belong in. */
function misplacedChunks(path: string): Promise<unknown[]> {
  const database = new sqlite3.Database(path, sqlite3.OPEN_READONLY);
  const held = "SELECT 'live' AS place, id FROM chunk_fts_docsize UNION ALL SELECT 'past', id FROM chunk_fts_past_docsize";
  const due = `SELECT iif(v.superseded_at_ms IS NULL, 'live', 'past') AS place, c.id FROM resource_chunks AS c
    JOIN resource_versions AS v ON v.id = c.version_id WHERE v.forgotten_at_ms IS NULL`;
  return new Promise((resolve, reject) => {
    database.all(`SELECT * FROM (${held} EXCEPT ${due}) UNION ALL SELECT * FROM (${due} EXCEPT SELECT * FROM (${held}))`, (error, rows) => {
      database.close(() => (error ? reject(error) : resolve(rows)));
    });
  });
}

it('both drivers give the same answers to any sequence of calls', async () => {
  await fc.assert(fc.asyncProperty(calls, async (sequence) => {
    await using memory = createMemoryRecord();
    const path = join(await temporaryFolder(), 'record.db');
    await using sqlite = await openSqliteRecord({ path, durability: 'normal' });
    for (const [index, call] of sequence.entries()) {
      const [expected, actual] = [await answer(call, memory), await answer(call, sqlite)];
      expect(actual, `call ${index}`).toEqual(expected);
    }
    expect(await sqlite.changesAfter(0, 1000)).toEqual(await memory.changesAfter(0, 1000));
    expect(await misplacedChunks(path)).toEqual([]);
  }), { numRuns: 60 });
}, 120_000);
