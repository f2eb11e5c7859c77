import { LtmcError } from '@ltmc/contracts';
import { DeadlinePassed } from './deadline.js';

/** The first word of a refusal by Redis itself; undefined for any other error. Redis 6 wraps what a command of a script says. */
export function redisCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return (/^ERR Error running script.*: -([A-Z]{3,}) /u.exec(error.message) ?? /^([A-Z]{3,})(?: |$)/u.exec(error.message))?.[1];
}

/** Refusals after which the connection is of no use: what follows would be refused as well. */
const ENDING_CODES = new Set(['READONLY', 'NOAUTH', 'WRONGPASS', 'MASTERDOWN']);

export function endsConnection(error: unknown): boolean {
  return ENDING_CODES.has(redisCode(error) ?? '');
}

/** The failure of a call, for its caller. */
export function callFailure(error: unknown): LtmcError {
  if (LtmcError.is(error)) return error;
  const code = redisCode(error);
  if (code === 'OOM') return new LtmcError('LTMC_CACHE_FULL', 'Redis has reached its maxmemory and stores nothing; raise maxmemory, or set maxmemory-policy to volatile-lru', { cause: error, retryable: true });
  return unavailable(whyOf(error), { cause: error, retryable: code === undefined || RETRYABLE_CODES.has(code) });
}

/** Refusals that end by themselves. */
const RETRYABLE_CODES = new Set(['LOADING', 'BUSY', 'MASTERDOWN', 'READONLY', 'TRYAGAIN', 'CLUSTERDOWN', 'NOREPLICAS', 'MISCONF']);

export function unavailable(why: string, { cause, retryable = true }: { readonly cause?: unknown; readonly retryable?: boolean } = {}): LtmcError {
  return new LtmcError('LTMC_CACHE_UNAVAILABLE', `the cache on Redis cannot be used: ${why}`, { cause, retryable });
}

const WHY_BY_REDIS: Readonly<Record<string, string>> = {
  WRONGPASS: 'Redis does not accept the user name or password; correct them',
  NOAUTH: 'Redis asks for a password and none was given; set it',
  NOPERM: 'the Redis user lacks a permission; grant what the README of @ltmc/tier-cache lists',
  LOADING: 'Redis is loading its data; it will be ready by itself',
  READONLY: 'this Redis is a replica and stores nothing; name the primary, or the sentinels',
  MASTERDOWN: 'this Redis is a replica without its primary; name the primary, or the sentinels',
  BUSY: 'Redis is busy with a script',
  UNKNOWNGROUP: 'the sentinels do not know this group; correct its name',
  NOPROTO: 'this server speaks no RESP 3; Redis 6.2 or later is needed',
};

const WHY_BY_SYSTEM: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused; is Redis running there?',
  ECONNRESET: 'the connection was cut; does Redis expect TLS, or none?',
  EPIPE: 'the connection was cut; does Redis expect TLS, or none?',
  ENOTFOUND: 'the name of its host is unknown; correct it',
  EAI_AGAIN: 'the name of its host cannot be looked up now',
  EHOSTUNREACH: 'its host cannot be reached',
  ENETUNREACH: 'its network cannot be reached',
  ETLSSILENT: 'nothing answered the TLS handshake; does it speak TLS?',
  ETIMEDOUT: 'its host does not answer',
};

/** Errors of OpenSSL that are about trust: the code begins so. */
const UNTRUSTED = /^(?:DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|CERT_|ERR_TLS_CERT_|HOSTNAME_MISMATCH)/u;

/** What is wrong and what to do, in words of an operator; never a credential, an address or a path. */
export function whyOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return whyOf(error.errors[0]);
  if (error instanceof DeadlinePassed) return `Redis gave ${error.message}`;
  if (LtmcError.is(error)) return error.message;
  const refused = redisCode(error);
  if (refused !== undefined) return WHY_BY_REDIS[refused] ?? `Redis refused the command (${refused})`;
  if (!(error instanceof Error)) return 'unknown trouble';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (UNTRUSTED.test(code)) return `its certificate is not trusted (${code}); give the authority's certificate as tls.ca`;
  if (code === 'EPROTO' || code.startsWith('ERR_SSL')) return 'it does not speak TLS, or not this version of it; use redis:// where it has none';
  if (/socket closed|disconnects client|client is closed|client is offline/iu.test(error.message)) return 'the connection was closed; does Redis expect TLS, or none?';
  if (/connection timeout/iu.test(error.message)) return 'its host does not answer';
  return WHY_BY_SYSTEM[code] ?? `the connection failed (${code === '' ? error.name : code})`;
}
