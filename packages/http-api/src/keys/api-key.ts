import { createHash, randomBytes } from 'node:crypto';
import { LtmcError, type Scope } from '@ltmc/contracts';

/** One key as it is stored: nobody can call with what stands here. */
export interface ApiKey {
  /** SHA-256 of the key's text in UTF-8, 64 hexadecimal digits in lower case. */
  readonly sha256: string;
  /** Whose key it is. */
  readonly principal: string;
  /** The tenant whose memories the key opens, and no other's. */
  readonly namespace: string;
  readonly scopes: readonly Scope[];
}

/** For whom a key is made. */
export type KeyHolder = Omit<ApiKey, 'sha256'>;

const SCOPES: readonly Scope[] = ['read', 'write', 'admin'];
const SECRET_BYTES = 32;
const ID_DIGITS = 12;

const PRINCIPAL = /^[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}$/u;
const NAMESPACE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/u;

/** A new key: `ltmc_` and 256 random bits, so that its plain SHA-256 is safe to store and a scanner for leaked secrets knows it. */
export function createSecret(): string {
  return `ltmc_${randomBytes(SECRET_BYTES).toString('base64url')}`;
}

/** What is stored of a key. */
export function sha256Of(secret: string): Buffer {
  return createHash('sha256').update(secret, 'utf8').digest();
}

/** A short name of a stored key, which says nothing about the key itself. */
export function idOf({ sha256 }: Pick<ApiKey, 'sha256'>): string {
  return sha256.slice(0, ID_DIGITS);
}

/** @throws LtmcError `LTMC_INVALID_INPUT` */
export function checkHolder({ principal, namespace, scopes }: { readonly principal: string; readonly namespace: string; readonly scopes: readonly string[] }): KeyHolder {
  if (!PRINCIPAL.test(principal)) throw invalid('holder', principal, '1 to 64 letters, digits and . _ @ + -, the first one a letter or digit');
  if (!NAMESPACE.test(namespace)) throw invalid('namespace', namespace, '1 to 64 letters, digits and . _ -, the first one a letter or digit');
  const chosen = SCOPES.filter((scope) => scopes.includes(scope));
  const unknown = scopes.find((scope) => !SCOPES.some((known) => known === scope));
  if (unknown !== undefined || chosen.length === 0) throw invalid('scopes', scopes.join(','), 'read, write, admin, or several of them with commas between');
  return { principal, namespace, scopes: chosen };
}

function invalid(what: string, value: string, expected: string): LtmcError {
  return new LtmcError('LTMC_INVALID_INPUT', `the ${what} of a key is ${JSON.stringify(value.slice(0, 80))}; it must be ${expected}`);
}
