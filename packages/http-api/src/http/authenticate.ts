import type { IncomingHttpHeaders } from 'node:http';
import { LtmcError } from '@ltmc/contracts';
import type { Caller } from '@ltmc/mcp-server';
import type { ApiKeys } from '../keys/open-api-keys.js';

/** RFC 6750, section 2.1; the longest one is a guess that leaves room for keys made elsewhere. */
const BEARER = /^Bearer +([A-Za-z0-9._~+/-]{1,512}=*) *$/iu;

/**
 * Who makes a request, by its API key alone: nothing a caller can write into a call changes namespace or principal.
 * @param keyless - the caller where no keys are configured.
 * @returns throws LtmcError `LTMC_KEY_MISSING` or `LTMC_KEY_REFUSED`.
 */
export function createAuthentication(apiKeys: Pick<ApiKeys, 'find'> | undefined, keyless: Caller): (headers: IncomingHttpHeaders) => Caller {
  if (!apiKeys) return () => keyless;
  return ({ authorization }) => {
    if (authorization === undefined) throw new LtmcError('LTMC_KEY_MISSING', 'This server wants an API key; send it as "Authorization: Bearer KEY"');
    const [, secret] = BEARER.exec(authorization) ?? [];
    const key = secret === undefined ? undefined : apiKeys.find(secret);
    if (!key) throw new LtmcError('LTMC_KEY_REFUSED', 'The API key is none of this server\'s, or was revoked; ask its operator for another');
    const { namespace, principal, scopes } = key;
    return { namespace, principal, scopes };
  };
}

/** `WWW-Authenticate` of a 401, as RFC 6750 asks. */
export function challengeOf(code: string): string {
  return code === 'LTMC_KEY_MISSING' ? 'Bearer realm="ltmc"' : 'Bearer realm="ltmc", error="invalid_token"';
}
