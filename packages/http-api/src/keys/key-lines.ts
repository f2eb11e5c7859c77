import { LtmcError } from '@ltmc/contracts';
import { checkHolder, type ApiKey } from './api-key.js';

/** What stands on the lines of a file of keys. */
export interface KeyLines {
  /** In the order of the lines; the same key twice counts once. */
  readonly keys: readonly ApiKey[];
  /** One sentence for each line that cannot be read; never its content, which might be a key by mistake. */
  readonly problems: readonly string[];
}

const SHA256 = /^[0-9a-f]{64}$/u;

/** Reads `sha256 principal namespace scopes`, with white space between; what follows a `#` is a comment. */
export function parseKeyLines(text: string): KeyLines {
  const keys: ApiKey[] = [];
  const seen = new Set<string>();
  const problems: string[] = [];
  for (const [index, line] of text.split(/\r?\n/u).entries()) {
    const words = line.replace(/#.*$/u, '').trim();
    if (words === '') continue;
    const read = parseLine(words);
    if (typeof read === 'string') problems.push(`line ${index + 1}: ${read}`);
    else if (seen.has(read.sha256)) problems.push(`line ${index + 1}: the key stands on an earlier line already`);
    else {
      seen.add(read.sha256);
      keys.push(read);
    }
  }
  return { keys, problems };
}

/** One line without its line break. */
export function formatKeyLine({ sha256, principal, namespace, scopes }: ApiKey): string {
  return `${sha256} ${principal} ${namespace} ${scopes.join(',')}`;
}

/** @returns the key, or what is wrong. */
function parseLine(words: string): ApiKey | string {
  const [digest = '', principal = '', namespace = '', scopes = '', ...more] = words.split(/\s+/u);
  const sha256 = digest.toLowerCase();
  if (!SHA256.test(sha256)) return 'it must begin with the SHA-256 of a key, 64 hexadecimal digits';
  if (scopes === '' || more.length > 0) return 'it must have four parts: sha256 principal namespace scopes (scopes with commas and without spaces)';
  try {
    return { sha256, ...checkHolder({ principal, namespace, scopes: scopes.toLowerCase().split(',') }) };
  } catch (error) {
    if (LtmcError.is(error)) return error.message;
    throw error;
  }
}
