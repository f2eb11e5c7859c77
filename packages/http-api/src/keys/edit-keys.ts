import { LtmcError } from '@ltmc/contracts';
import { checkHolder, createSecret, idOf, sha256Of, type ApiKey, type KeyHolder } from './api-key.js';
import { changeKeyFile, readKeyFile } from './key-file.js';
import { formatKeyLine, parseKeyLines, type KeyLines } from './key-lines.js';

/** A key that was just made. */
export interface MadeKey {
  /** The key itself. Only its hash is stored: who loses it makes another one. */
  readonly secret: string;
  readonly key: ApiKey;
}

const HEADER = `# API keys of LTMC: sha256 principal namespace scopes. "ltmc keys" changes this file; servers follow within a second.\n`;

/**
 * Adds a key to the file, which is made where it is missing (mode 600, its folder 700). Comments and all other lines stay as they are.
 * @throws LtmcError `LTMC_INVALID_INPUT`, `LTMC_CONFIG_INVALID`, `LTMC_STORE_BUSY`
 */
export async function addKey(path: string, holder: { readonly principal: string; readonly namespace: string; readonly scopes: readonly string[] }): Promise<MadeKey> {
  const made = makeKey(checkHolder(holder));
  await changeKeyFile(path, (text = HEADER) => withLine(text, made.key));
  return made;
}

/**
 * Makes the file with a first key.
 * @returns undefined where a file is there already; it stays as it is.
 * @throws LtmcError `LTMC_CONFIG_INVALID`, `LTMC_STORE_BUSY`
 */
export async function addFirstKey(path: string, holder: KeyHolder): Promise<MadeKey | undefined> {
  const made = makeKey(checkHolder(holder));
  let isFirst = false;
  await changeKeyFile(path, (text) => {
    isFirst = text === undefined;
    return isFirst ? withLine(HEADER, made.key) : undefined;
  });
  return isFirst ? made : undefined;
}

/**
 * The keys of the file, in its order.
 * @returns none where there is no file.
 * @throws LtmcError `LTMC_CONFIG_INVALID`
 */
export async function listKeys(path: string): Promise<KeyLines> {
  return parseKeyLines((await readKeyFile(path)) ?? '');
}

/**
 * Takes a key out of the file; servers refuse it within a second or two.
 * @param name - its id (at least 8 digits of it), or the name of its holder where that has one key only.
 * @throws LtmcError `LTMC_NOT_FOUND`, `LTMC_INVALID_INPUT` for a name that means several keys, `LTMC_CONFIG_INVALID`, `LTMC_STORE_BUSY`
 */
export async function revokeKey(path: string, name: string): Promise<ApiKey> {
  let revoked: ApiKey | undefined;
  await changeKeyFile(path, (text = '') => {
    const key = findOne(parseKeyLines(text), name);
    revoked = key;
    // All of its lines: one that stands there twice must not live on by the second.
    return text.split('\n').filter((line) => !line.trimStart().toLowerCase().startsWith(key.sha256)).join('\n');
  });
  if (!revoked) throw new TypeError('the file was changed without its text');
  return revoked;
}

function makeKey(holder: KeyHolder): MadeKey {
  const secret = createSecret();
  return { secret, key: { sha256: sha256Of(secret).toString('hex'), ...holder } };
}

function withLine(text: string, key: ApiKey): string {
  return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${formatKeyLine(key)}\n`;
}

const LEAST_ID = 8;

function findOne({ keys }: KeyLines, name: string): ApiKey {
  const isId = (key: ApiKey): boolean => name.length >= LEAST_ID && key.sha256.startsWith(name.toLowerCase());
  const found = keys.filter((key) => key.principal === name || isId(key));
  const [one, another] = found;
  if (!one) throw new LtmcError('LTMC_NOT_FOUND', `no key is called ${JSON.stringify(name.slice(0, 80))}; "ltmc keys list" shows them`);
  if (another) {
    const ids = found.map(idOf).join(', ');
    throw new LtmcError('LTMC_INVALID_INPUT', `${JSON.stringify(name.slice(0, 80))} means ${found.length} keys: ${ids}; name one of these`);
  }
  return one;
}
