import { LtmcError } from '@ltmc/contracts';
import type { Caller } from '@ltmc/mcp-server';
import type { Request } from 'express';
import type { ApiKeys } from '../keys/open-api-keys.js';

/** RFC 6750, section 2.1; the longest one is a guess that leaves room for keys made elsewhere. */
const BEARER = /^Bearer +([A-Za-z0-9._~+/-]{1,512}=*) *$/iu;

/** What authentication is made of. */
export interface AuthenticationOptions {
  readonly apiKeys: Pick<ApiKeys, 'find'> | undefined;
  /** The caller where no keys are configured. */
  readonly keyless: Caller;
  /** Told of every wrong key. @throws LtmcError in place of the refusal. */
  readonly onRefused: (address: string) => void;
}

/**
 * Who makes a request, by its API key alone: nothing a caller can write into a call changes namespace or principal. A good key is let in however many wrong ones
 * came from its address: they are too long to be guessed, and one program with an old key must not shut out a whole office.
 * @returns throws LtmcError `LTMC_KEY_MISSING`, `LTMC_KEY_REFUSED`, or what `onRefused` throws.
 */
export function createAuthentication({ apiKeys, keyless, onRefused }: AuthenticationOptions): (request: Pick<Request, 'headers' | 'ip'>) => Caller {
  if (!apiKeys) return () => keyless;
  return (request) => {
    const { authorization } = request.headers;
    if (authorization === undefined) throw new LtmcError('LTMC_KEY_MISSING', 'This server wants an API key; send it as "Authorization: Bearer KEY"');
    const [, secret] = BEARER.exec(authorization) ?? [];
    const key = secret === undefined ? undefined : apiKeys.find(secret);
    if (!key) {
      onRefused(request.ip ?? '');
      throw new LtmcError('LTMC_KEY_REFUSED', 'The API key is none of this server\'s, or was revoked; ask its operator for another');
    }
    const { namespace, principal, scopes } = key;
    return { namespace, principal, scopes };
  };
}

/** `WWW-Authenticate` of a 401, as RFC 6750 asks. */
export function challengeOf(code: string): string {
  return code === 'LTMC_KEY_MISSING' ? 'Bearer realm="ltmc"' : 'Bearer realm="ltmc", error="invalid_token"';
}
