import { timingSafeEqual } from 'node:crypto';
import { LtmcError, type Logger } from '@ltmc/contracts';
import { sha256Of, type ApiKey, type KeyHolder } from './api-key.js';
import { addFirstKey, type MadeKey } from './edit-keys.js';
import { readKeyFile } from './key-file.js';
import { parseKeyLines } from './key-lines.js';

/** The keys that a server lets callers in by. */
export interface ApiKeys extends AsyncDisposable {
  /** How many there are now. */
  readonly count: number;
  /** Those that keys are for, each once. */
  readonly namespaces: readonly string[];
  /** Present when the file was missing and has been made: the key to show to the operator, once. */
  readonly first?: MadeKey;
  /** The stored key of a secret. Takes as long for a key that is there as for one that is not. */
  find(secret: string): ApiKey | undefined;
  /** Idempotent. Ends following the file. */
  close(): Promise<void>;
}

export interface ApiKeysOptions {
  readonly path: string;
  readonly logger: Logger;
  /** For whom a first key is made where there is no file. */
  readonly firstHolder: KeyHolder;
  /** How often the file is looked at, in milliseconds. Default 1000. */
  readonly pollMs?: number;
}

/** A key that can be compared. */
interface Comparable {
  readonly key: ApiKey;
  readonly digest: Buffer;
}

const DEFAULT_POLL_MS = 1_000;

/**
 * Opens the file of keys, and makes it with a first key where it is missing. From then on the file is law: what it no longer says is no longer
 * let in. A line that cannot be read lets nobody in, and while the file is missing, unreadable or open to others nobody at all is let in; the log says why.
 * @throws LtmcError `LTMC_CONFIG_INVALID` where the file cannot be used as it is at the start.
 */
export async function openApiKeys({ path, logger, firstHolder, pollMs = DEFAULT_POLL_MS }: ApiKeysOptions): Promise<ApiKeys> {
  const first = (await readKeyFile(path)) === undefined ? await addFirstKey(path, firstHolder) : undefined;
  let text = await readKeyFile(path);
  let known = readAtStart(text ?? '');
  let failure = '';
  let reading: Promise<void> | undefined;

  const fail = (error: LtmcError): void => {
    if (error.message !== failure) logger.error('No API key is accepted until this is mended', { code: error.code, why: error.message });
    failure = error.message;
    text = undefined;
    known = [];
  };
  const follow = async (): Promise<void> => {
    try {
      const next = await readKeyFile(path);
      if (next === undefined) return fail(new LtmcError('LTMC_CONFIG_INVALID', 'The file of API keys is gone; LTMC_API_KEYS_FILE names it'));
      failure = '';
      if (next === text) return;
      text = next;
      const { keys, problems } = parseKeyLines(next);
      known = keys.map(toComparable);
      logger.info('API keys read anew', { keys: known.length });
      for (const problem of problems) logger.error('A line in the file of API keys cannot be read and lets nobody in', { why: problem });
    } catch (cause) {
      fail(LtmcError.is(cause) ? cause : new LtmcError('LTMC_INTERNAL', 'The file of API keys could not be followed', { cause }));
    }
  };
  // The text itself is compared: a change within the clock tick of the last look would escape a look at times and sizes.
  const timer = setInterval(() => {
    reading ??= follow().finally(() => { reading = undefined; });
  }, pollMs);
  timer.unref();

  const close = async (): Promise<void> => {
    clearInterval(timer);
    await reading;
  };
  return {
    get count() { return known.length; },
    get namespaces() { return [...new Set(known.map(({ key }) => key.namespace))]; },
    ...(first && { first }),
    find: (secret) => findEqual(known, sha256Of(secret)),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** At the start somebody is there to mend it: a mistake is an error. */
function readAtStart(text: string): readonly Comparable[] {
  const { keys, problems } = parseKeyLines(text);
  if (problems.length === 0) return keys.map(toComparable);
  throw new LtmcError('LTMC_CONFIG_INVALID', `The file of API keys (LTMC_API_KEYS_FILE names it) has mistakes: ${problems.join('; ')}`, { details: { problems } });
}

function toComparable(key: ApiKey): Comparable {
  return { key, digest: Buffer.from(key.sha256, 'hex') };
}

/** Looks at every key, also after it has found one. */
function findEqual(known: readonly Comparable[], digest: Buffer): ApiKey | undefined {
  let found: ApiKey | undefined;
  for (const candidate of known) if (timingSafeEqual(candidate.digest, digest)) found = candidate.key;
  return found;
}
