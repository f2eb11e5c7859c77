import { LtmcError } from '@ltmc/contracts';
import { DeadlinePassed } from './deadline.js';
import type { RedisSpeaker } from './speaker.js';

/** The first word of a refusal by Redis itself; undefined for any other error. Redis 6 wraps what a command of a script says. */
export function redisCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return (/^ERR Error running script.*: -([A-Z]{3,}) /u.exec(error.message) ?? /^([A-Z]{3,})(?: |$)/u.exec(error.message))?.[1];
}

/** Refusals after which the connection is of no use: what follows would be refused as well. */
const ENDING_CODES = new Set(['READONLY', 'NOAUTH', 'WRONGPASS', 'MASTERDOWN']);

/** Whether a connection that gave this answer had better be made anew. */
export function endsConnection(error: unknown): boolean {
  return ENDING_CODES.has(redisCode(error) ?? '');
}

/** Puts failures into the words and codes of a speaker. */
export interface Failures {
  /** @param why - what is wrong, in words of an operator. */
  unavailable(why: string, options?: { readonly cause?: unknown; readonly retryable?: boolean }): LtmcError;
  /** The failure of a call, for its caller; an `LtmcError` stays as it is. */
  ofCall(error: unknown): LtmcError;
  /** What is wrong and what to do; never a credential, an address or a path. */
  whyOf(error: unknown): string;
}

/** Refusals that end by themselves. */
const RETRYABLE_CODES = new Set(['LOADING', 'BUSY', 'MASTERDOWN', 'READONLY', 'TRYAGAIN', 'CLUSTERDOWN', 'NOREPLICAS', 'MISCONF']);

/** The failures of one speaker. */
export function failuresOf({ title, packageName, codes, whenFull }: RedisSpeaker): Failures {
  const whyOf = (error: unknown): string => (redisCode(error) === 'NOPERM' ? `the Redis user lacks a permission; grant what the README of ${packageName} lists` : generalWhy(error));
  const unavailable: Failures['unavailable'] = (why, { cause, retryable = true } = {}) => new LtmcError(codes.unavailable, `${title} cannot be used: ${why}`, { cause, retryable });
  return {
    unavailable,
    whyOf,
    ofCall: (error) => {
      if (LtmcError.is(error)) return error;
      const code = redisCode(error);
      if (code === 'OOM') return new LtmcError(codes.full, `Redis has reached its maxmemory and stores nothing; ${whenFull}`, { cause: error, retryable: true });
      return unavailable(whyOf(error), { cause: error, retryable: code === undefined || RETRYABLE_CODES.has(code) });
    },
  };
}

const WHY_BY_REDIS: Readonly<Record<string, string>> = {
  WRONGPASS: 'Redis does not accept the user name or password; correct them',
  NOAUTH: 'Redis asks for a password and none was given; set it',
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

function generalWhy(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return generalWhy(error.errors[0]);
  if (error instanceof DeadlinePassed) return `Redis gave ${error.message}`;
  if (LtmcError.is(error)) return error.message;
  if (!(error instanceof Error)) return 'unknown trouble';
  if (/^ERR unknown command/iu.test(error.message)) return 'Redis does not know a command that is needed; it is older than 6.2, or the command was renamed or switched off';
  const refused = redisCode(error);
  if (refused !== undefined) return WHY_BY_REDIS[refused] ?? `Redis refused the command (${refused})`;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (UNTRUSTED.test(code)) return `its certificate is not trusted (${code}); give the authority's certificate as tls.ca`;
  if (code === 'EPROTO' || code.startsWith('ERR_SSL')) return 'it does not speak TLS, or not this version of it; use redis:// where it has none';
  if (/socket closed|disconnects client|client is closed|client is offline/iu.test(error.message)) return 'the connection was closed; does Redis expect TLS, or none?';
  if (/connection timeout/iu.test(error.message)) return 'its host does not answer';
  return WHY_BY_SYSTEM[code] ?? `the connection failed (${code === '' ? error.name : code})`;
}
