import { crc32 } from 'node:zlib';
import type { Logger, SignatureEntry, SignaturePosition, SignatureSpace, SignatureStore } from '@ltmc/contracts';
import { mergeRanges } from '../merge-ranges.js';
import { SILENT } from '../sqlite/open-record.js';
import { noteScrub } from '../sqlite/scrub.js';
import { toIndexError } from './damage.js';
import { requireWhole } from './require-whole.js';
import type { SignatureFile } from './signature-file.js';
import { familyOf } from './signature-names.js';
import { createSignaturePlace } from './signature-place.js';
import { COUNT, IDS, MOVE, PUT, READ, REMOVE, STATE } from './signature-schema.js';

export interface SqliteSignatureOptions {
  /** The index folder; made where missing. Several processes may use it at once. */
  readonly folder: string;
  /** Names the record that the signatures are of (`RecordStore.recordId`). */
  readonly recordId: string;
  readonly space: SignatureSpace;
  /** Default: nothing is logged. */
  readonly logger?: Logger;
}

interface SignatureRow {
  readonly vectorId: number;
  readonly checksum: number;
  readonly signature: Uint8Array;
}

/** Token signatures in a SQLite file of their own. Nothing is opened or made before the first call. */
export function createSqliteSignatures({ folder, recordId, space, logger = SILENT }: SqliteSignatureOptions): SignatureStore {
  const identity = `${recordId} ${space.id}`;
  const place = createSignaturePlace({ folder, family: familyOf(recordId, space.id), identity, logger });
  const identityChecksum = crc32(identity);
  const use = <Result>(work: (file: SignatureFile) => Promise<Result>): Promise<Result> => place.use(work).catch((cause: unknown) => { throw toIndexError(cause); });

  /** Of another record, another chunk or other bytes it is another one. */
  const checksumOf = (vectorId: number, signature: Uint8Array): number => {
    const start = crc32(String(vectorId), identityChecksum);
    return signature.length === 0 ? start : crc32(signature, start); // zlib gives 0 where an empty buffer has no address
  };

  /** Damaged rows go, so that they are made again. */
  const dropDamaged = async (file: SignatureFile, vectorIds: readonly number[]): Promise<void> => {
    await file.requireIdentity();
    place.noteLoss();
    logger.warn('some token signatures were damaged and are made anew from the record', { count: vectorIds.length });
    await file.writer.transact((sql) => sql.all(REMOVE, { $ranges: rangesOf(vectorIds) }));
  };

  const closeOnce = (): Promise<void> => place.close();
  return {
    capabilities: { driver: 'sqlite', persistent: true, multiProcess: true },
    space,
    get losses() {
      return place.losses;
    },
    put: async (entries) => {
      requireWhole(entries, space);
      await use(({ writer }) => writer.transact((sql) => sql.all(PUT, putParams(entries, checksumOf))));
    },
    read: (vectorIds) => use(async (file) => {
      const rows = await file.readers.query<SignatureRow>(READ, { $vectorIds: JSON.stringify(vectorIds) });
      const [whole, damaged] = split(rows, ({ vectorId, checksum, signature }) => checksum === checksumOf(vectorId, signature));
      if (damaged.length > 0) await dropDamaged(file, damaged.map(({ vectorId }) => vectorId));
      const held = new Map(whole.map(({ vectorId, signature }) => [vectorId, signature]));
      return vectorIds.map((vectorId) => held.get(vectorId));
    }),
    position: () => use(async ({ readers }) => {
      const [state] = await readers.query<SignaturePosition>(STATE);
      return { seq: state?.seq ?? 0, atMs: state?.atMs ?? 0 };
    }),
    apply: ({ remove, position: { seq, atMs }, scrub = false }) => use(async ({ writer, scrubber }) => {
      await writer.transact(async (sql) => {
        if (remove.length > 0) await sql.all(REMOVE, { $ranges: JSON.stringify(mergeRanges(remove)) });
        await sql.all(MOVE, { $seq: seq, $atMs: atMs });
        if (scrub) await noteScrub(sql);
      });
      if (scrub) await scrubber.finish();
    }),
    idsIn: ({ first, last }) => use(async ({ readers }) => {
      const [row] = await readers.query<{ ids: string }>(IDS, { $first: first, $last: last });
      return Float64Array.from(JSON.parse(row?.ids ?? '[]'));
    }),
    count: () => use(async ({ readers }) => (await readers.query<{ count: number }>(COUNT))[0]?.count ?? 0),
    clear: () => place.replace().catch((cause: unknown) => { throw toIndexError(cause); }),
    removeFormer: () => place.removeFormer().catch((cause: unknown) => { throw toIndexError(cause); }),
    close: closeOnce,
    [Symbol.asyncDispose]: closeOnce,
  };
}

function putParams(entries: readonly SignatureEntry[], checksumOf: (vectorId: number, signature: Uint8Array) => number) {
  let offset = 1; // an empty blob would be bound as NULL
  const rows = entries.map(({ vectorId, signature }) => {
    const row = [vectorId, checksumOf(vectorId, signature), offset, signature.length];
    offset += signature.length;
    return row;
  });
  return { $rows: JSON.stringify(rows), $signatures: Buffer.concat([Buffer.alloc(1), ...entries.map(({ signature }) => signature)]) };
}

function rangesOf(vectorIds: readonly number[]): string {
  return JSON.stringify(mergeRanges(vectorIds.map((id) => ({ first: id, last: id }))));
}

function split<Item>(items: readonly Item[], passes: (item: Item) => boolean): [Item[], Item[]] {
  const first: Item[] = [];
  const second: Item[] = [];
  for (const item of items) (passes(item) ? first : second).push(item);
  return [first, second];
}
