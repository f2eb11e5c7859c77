import { StoreClosedError, type Fence, type Logger, type RecordStore } from '@ltmc/contracts';
import { requireFence } from '../fence-rules.js';
import { adjacentChunks, passing } from './adjacent-chunks.js';
import { createCallerWrites } from './caller-writes.js';
import { changesAfter, kindStates, kindVersions, LAST_SEQ } from './change-log.js';
import type { Sql } from './connection.js';
import { embeddedIds, embeddedTexts } from './embedded-texts.js';
import * as queue from './embedding-queue.js';
import * as spaces from './embedding-spaces.js';
import { createSqliteFences } from './fences.js';
import { findAnswer, settleAnswer } from './idempotency.js';
import { listResources } from './list-resources.js';
import { fileName, getVersion, listVersions, namespaces, readChunks } from './read-versions.js';
import type { Readers } from './readers.js';
import type { RecordAccess } from './record-access.js';
import { createSqliteWrites } from './record-writes.js';
import { createSqliteOverview } from './overview.js';
import * as reembed from './reembed.js';
import { createReindexer } from './reindex-full-text.js';
import { respell } from './respell.js';
import { createScrubber } from './scrub.js';
import { statementsAbout, statementsExist } from './statements.js';
import { createTextSearch } from './search-text.js';
import { nextValidityChange } from './validity.js';
import { allowedVectors, currentVectors, currentVectorsAfter, vectorsAsOf } from './vectors.js';
import { createVocabulary } from './vocabulary.js';
import type { Writer } from './writer.js';
import { wordFrequencies } from './word-frequencies.js';

export interface SqliteRecordParts {
  readonly recordId: string;
  readonly writer: Writer;
  readonly readers: Readers;
  readonly logger: Logger;
}

/** Puts the record together; takes over writer and readers and closes them with the store. */
export function createSqliteRecord({ recordId, writer, readers, logger }: SqliteRecordParts): RecordStore {
  let closing: Promise<void> | undefined;
  const open = <T>(call: () => Promise<T>): Promise<T> => (closing ? Promise.reject(new StoreClosedError('temporal/sqlite')) : call());
  const read = <T>(work: (sql: Sql) => Promise<T>): Promise<T> => open(() => readers.read(work));
  /** For work of one statement, which needs no transaction. */
  const single: Sql = { all: (statement, params) => open(() => readers.query(statement, params)) };
  const tend = <T>(work: (sql: Sql) => Promise<T>): Promise<T> => open(() => writer.transact(work));

  const vocabulary = createVocabulary(readers);
  const { searchText, scoreText } = createTextSearch(readers, vocabulary);

  const scrubber = createScrubber({ writer, logger });
  const reindexer = createReindexer({ writer, logger });
  /** Those in flight run to their end even when the store is being closed. */
  let purges: Promise<unknown> = Promise.resolve();
  const scrubbed = <T>(write: Promise<T>): Promise<T> => {
    // Also where there was nothing left to purge: an earlier attempt may have died before the end of its scrub.
    const purged = write.then(async (outcome) => {
      await scrubber.finish();
      return outcome;
    });
    purges = Promise.allSettled([purges, purged]);
    return purged;
  };

  const accessUnder = (fence?: Fence): RecordAccess =>
    ({ query: (...statement) => open(() => readers.query(...statement)), read, tend, ...createCallerWrites({ read, tend, scrubbed, fence }) });
  const access = accessUnder();

  const close = async (): Promise<void> => {
    await readers.close();
    await purges;
    await scrubber.close();
    await reindexer.close();
    // Last: SQLite folds the log into the file when its last, writing connection goes.
    await writer.close();
  };
  const closeOnce = (): Promise<void> => (closing ??= close());

  return {
    capabilities: { driver: 'sqlite', durable: true, multiProcess: true },
    recordId,
    ...createSqliteWrites(access),
    fences: createSqliteFences(access),
    fenced: (fence) => createSqliteWrites(accessUnder(requireFence(fence))),
    overview: createSqliteOverview(access),

    keptAnswer: (namespace, claim, atMs) => findAnswer(single, namespace, claim, atMs),
    settleAnswer: (namespace, tool, key, answer) => tend((sql) => settleAnswer(sql, namespace, tool, key, answer)),

    getVersion: (namespace, ref, which = {}) => open(() => getVersion(readers, namespace, ref, which)),
    fileName: (namespace, resourceId) => fileName(single, namespace, resourceId),
    listVersions: (namespace, resourceId) => open(() => listVersions(readers, namespace, resourceId)),
    listResources: (filter, page) => open(() => listResources(readers, filter, page)),

    searchText: (text, filter, limit) => open(() => searchText(text, filter, limit)),
    scoreText: (text, filter, vectorIds) => open(() => scoreText(text, filter, vectorIds)),
    respell: (words, filter) => open(() => respell({ readers, vocabulary, searchText }, words, filter)),
    wordFrequencies: (words) => open(() => wordFrequencies(vocabulary, words)),
    adjacentChunks: (vectorIds, filter) => open(() => adjacentChunks(readers, vectorIds, filter)),
    passing: (vectorIds, filter) => open(() => passing(readers, vectorIds, filter)),
    statementsExist: () => open(() => statementsExist(readers)),
    statementsAbout: (namespace, vectorIds, validAtMs) => open(() => statementsAbout(readers, { namespace, vectorIds, validAtMs })),
    allowedVectors: (filter, fingerprint, most) => open(() => allowedVectors(readers, { filter, fingerprint, most })),
    vectorsAsOf: (filter, fingerprint) => open(() => vectorsAsOf(readers, filter, fingerprint)),
    readChunks: (ids, filter) => open(() => readChunks(readers, ids, filter)),

    lastSeq: () => open(() => readers.look<number>(LAST_SEQ)),
    changesAfter: (seq, limit) => open(() => changesAfter(readers, seq, limit)),
    kindVersions: (namespace, kinds) => kindVersions(single, namespace, kinds),
    kindStates: (namespace, kinds) => kindStates(single, namespace, kinds),
    nextValidityChange: (namespace, afterMs) => nextValidityChange(single, namespace, afterMs),
    currentVectors: (of, fingerprint, ranges) => open(() => currentVectors(readers, of, fingerprint, ranges)),
    currentVectorsAfter: (of, fingerprint, after, limit) => open(() => currentVectorsAfter(readers, { ...of, fingerprint }, after, limit)),

    embeddedIds: (fingerprint, range, limit) => open(() => embeddedIds(readers, fingerprint, range, limit)),
    embeddedTexts: (fingerprint, vectorIds) => open(() => embeddedTexts(readers, fingerprint, vectorIds)),

    activeFingerprint: () => spaces.activeFingerprint(single),
    startReembed: async (fingerprint) => {
      while (await tend((sql) => reembed.stepReembed(sql, fingerprint)));
    },
    embeddingProgress: (fingerprint) => read((sql) => reembed.embeddingProgress(sql, fingerprint)),
    finishReembed: (fingerprint, atMs) => tend((sql) => reembed.finishReembed(sql, fingerprint, atMs)),
    retiredFingerprints: () => spaces.retiredFingerprints(single),
    dropRetired: async (limit) => {
      if ((await spaces.retiredFingerprints(single)).length === 0) return 0;
      return tend((sql) => reembed.dropRetired(sql, limit));
    },

    claimPending: async (options) => {
      if (!(await open(() => queue.hasClaimable(readers, options)))) return [];
      return tend((sql) => queue.claimPending(sql, options));
    },
    storeEmbeddings: (fingerprint, rows, atMs) => tend((sql) => queue.storeEmbeddings(sql, fingerprint, rows, atMs)),
    releaseClaims: async (owner) => {
      if (await open(() => queue.hasClaims(readers, owner))) await tend((sql) => queue.releaseClaims(sql, owner));
    },
    countPending: (namespace, resourceId) => open(() => queue.countPending(readers, namespace, resourceId)),
    peekPending: (namespace, limit) => open(() => queue.peekPending(readers, namespace, limit)),
    namespaces: () => namespaces(single),
    stats: (namespace) => open(() => queue.readStats(readers, namespace)),

    close: closeOnce,
    [Symbol.asyncDispose]: closeOnce,
  };
}

