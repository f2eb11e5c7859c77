import { stat } from 'node:fs/promises';
import type { Logger } from '@ltmc/contracts';
import { retryBusy } from '../sqlite/busy-retry.js';
import { onlyRow, type SqliteConnection } from '../sqlite/connection.js';
import { prepareDataFile } from '../sqlite/data-file.js';
import { loadSqliteModule } from '../sqlite/native-module.js';
import { openReading, openWriting } from '../sqlite/open-connection.js';
import { createReaders, type Readers } from '../sqlite/readers.js';
import { createScrubber, type Scrubber } from '../sqlite/scrub.js';
import { createWriter, type Writer } from '../sqlite/writer.js';
import { PAGE_BYTES, SET_IDENTITY, SIGNATURE_SCHEMA, STATE } from './signature-schema.js';

/** A search waits for this; scoring without signatures is better than waiting longer, milliseconds. */
const READ_PATIENCE_MS = 250;
const READERS = 2;

/** The file holds signatures of another record or space. */
export class ForeignContentError extends Error {}

/** One open file. */
export interface SignatureFile {
  readonly path: string;
  readonly name: string;
  readonly readers: Readers;
  readonly writer: Writer;
  readonly scrubber: Scrubber;
  /** Whether the name still leads to this file. */
  isInPlace(): Promise<boolean>;
  /** @throws ForeignContentError when another file was copied over it. */
  requireIdentity(): Promise<void>;
  /** Idempotent. */
  close(): Promise<void>;
}

export interface SignatureFileOptions {
  readonly path: string;
  readonly name: string;
  /** Whose signatures: record and space. */
  readonly identity: string;
  readonly logger: Logger;
}

/** Opens the file, which is made where it is missing. */
export async function openSignatureFile({ path, name, identity, logger }: SignatureFileOptions): Promise<SignatureFile> {
  const module = await loadSqliteModule();
  await prepareDataFile(path);
  const connection = await openWriting({ module, path, durability: 'normal', schema: SIGNATURE_SCHEMA, pageBytes: PAGE_BYTES, prepare: 'SELECT 1' });
  const place = await placeOf(path).catch(() => undefined);
  try {
    await retryBusy(() => setIdentity(connection, identity), { signal: new AbortController().signal });
  } catch (error) {
    await connection.close();
    throw error;
  }
  const writer = createWriter(connection, logger);
  const readers = createReaders(() => openReading({ module, path, prepare: 'SELECT 1' }), READERS, READ_PATIENCE_MS);
  const scrubber = createScrubber({ writer, logger, fullText: [] });
  const close = async (): Promise<void> => {
    await readers.close();
    await scrubber.close();
    await writer.close();
  };
  let closed: Promise<void> | undefined;
  return {
    path, name, readers, writer, scrubber,
    isInPlace: async () => place !== undefined && (await placeOf(path).catch(() => undefined)) === place,
    requireIdentity: async () => {
      const [state] = await readers.query<{ identity: string }>(STATE);
      if (state?.identity !== identity) throw new ForeignContentError(`${name} holds signatures of another record or model`);
    },
    close: () => (closed ??= close()),
  };
}

/** A file that is up to date is not written to. */
async function setIdentity(connection: SqliteConnection, identity: string): Promise<void> {
  const [state] = await connection.all<{ identity: string }>(STATE);
  if (!state) await connection.all(SET_IDENTITY, { $identity: identity });
  const { identity: found } = state ?? (await onlyRow<{ identity: string }>(connection, STATE));
  if (found !== identity) throw new ForeignContentError('the file holds signatures of another record or model');
}

/** Tells a file from another of the same name. */
async function placeOf(path: string): Promise<string> {
  const { dev, ino } = await stat(path, { bigint: true });
  return `${dev}:${ino}`;
}
