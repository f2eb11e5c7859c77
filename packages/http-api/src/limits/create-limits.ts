import { LtmcError, type Clock } from '@ltmc/contracts';
import type { Caller } from '@ltmc/mcp-server';
import type { Refusal } from '../options.js';
import { addressBlock } from './address-block.js';
import { ALL_CALLS, DEFAULT_RATE_LIMITS, FAILED_AUTH, rateInWords, type RateLimit } from './rate-limit.js';
import { createTokenBuckets, type Short } from './token-buckets.js';

/** The limits of one server, counted in this process. */
export interface Limits {
  /** For one request of the caller. */
  forRequest(caller: Caller): Admission;
  /** Counts a wrong key. @throws LtmcError `LTMC_RATE_LIMITED` where there were too many from this address. */
  countFailedAuth(address: string): void;
}

/** How many calls of a request were let through. */
export interface Admission {
  /**
   * Lets all of these calls through or none.
   * @param calls - names of tools; whatever else counts by its method, which only the limit on all calls holds for.
   * @throws LtmcError `LTMC_RATE_LIMITED`, `LTMC_REQUEST_TOO_LARGE` for more at once than the limit ever lets through.
   */
  admit(calls: readonly string[]): void;
  /** Present once a call was refused, whole seconds: when the refused ones can be made. */
  readonly retryAfterSeconds: number | undefined;
  /** Whether calls were refused and none was let through. */
  readonly refusedAll: boolean;
}

export interface LimitsOptions {
  /** Default {@link DEFAULT_RATE_LIMITS} where callers need keys, else none. Empty: none. Without one of its own a failed authentication has the default one. */
  readonly limits: readonly RateLimit[] | undefined;
  readonly keyed: boolean;
  /** One that never goes back. */
  readonly clock: Clock;
  readonly onLimited: (limit: 'calls' | 'failed_auth') => void;
  /** Told of refused calls, and of wrong keys within their limit. */
  readonly onRefused: (refusal: Refusal) => void;
}

/** Some megabytes at most. */
const MAX_BUCKETS = 20_000;

export function createLimits({ limits: given, keyed, clock, onLimited, onRefused }: LimitsOptions): Limits {
  const limits = new Map(withDefaults(given, keyed).map((limit) => [limit.name, limit]));
  const buckets = createTokenBuckets(clock, MAX_BUCKETS);
  const [all, failedAuth] = [limits.get(ALL_CALLS), limits.get(FAILED_AUTH)];

  const shortOf = (owner: string, calls: readonly string[]): Short | undefined => {
    const own = [...new Set(calls)].flatMap((name) => {
      const limit = name === ALL_CALLS || name === FAILED_AUTH ? undefined : limits.get(name);
      return limit ? [{ limit, owner, tokens: calls.filter((call) => call === name).length }] : [];
    });
    return buckets.take([...own, ...(all ? [{ limit: all, owner, tokens: calls.length }] : [])]);
  };
  return {
    forRequest: ({ namespace, principal }) => {
      const owner = JSON.stringify([namespace, principal]);
      let admitted = 0;
      let retryAfterSeconds: number | undefined;
      return {
        admit: (calls) => {
          const short = shortOf(owner, calls);
          if (!short) {
            admitted += calls.length;
            return;
          }
          onLimited('calls');
          const error = tooManyCalls(short, calls.length);
          onRefused({ code: error.code, caller: { namespace, principal }, calls });
          retryAfterSeconds = Math.max(retryAfterSeconds ?? 0, secondsOf(short));
          throw error;
        },
        get retryAfterSeconds() { return retryAfterSeconds; },
        get refusedAll() { return retryAfterSeconds !== undefined && admitted === 0; },
      };
    },
    countFailedAuth: (address) => {
      const short = failedAuth && buckets.take([{ limit: failedAuth, owner: addressBlock(address) }]);
      if (!short) return onRefused({ code: 'LTMC_KEY_REFUSED', address });
      onLimited('failed_auth');
      throw rateLimited('Too many requests with a wrong API key came from this address', short);
    },
  };
}

function withDefaults(given: readonly RateLimit[] | undefined, keyed: boolean): readonly RateLimit[] {
  if (!given) return keyed ? DEFAULT_RATE_LIMITS : [];
  if (given.length === 0 || given.some(({ name }) => name === FAILED_AUTH)) return given;
  return [...given, ...DEFAULT_RATE_LIMITS.filter(({ name }) => name === FAILED_AUTH)];
}

function tooManyCalls(short: Short, calls: number): LtmcError {
  const { limit } = short;
  const what = limit.name === ALL_CALLS ? 'Calls' : `Calls of ${limit.name}`;
  if (Number.isFinite(short.waitMs)) return rateLimited(`${what} are limited to ${rateInWords(limit)}`, short);
  return new LtmcError('LTMC_REQUEST_TOO_LARGE', `${what} are limited to ${rateInWords(limit)}, and this batch has ${calls}; send fewer at once`);
}

function rateLimited(what: string, short: Short): LtmcError {
  const seconds = secondsOf(short);
  const details = { retry_after_seconds: seconds, limit: `${short.limit.name}=${rateInWords(short.limit)}` };
  return new LtmcError('LTMC_RATE_LIMITED', `${what}; try again in ${seconds} s`, { retryable: true, details });
}

/** At least one: a client that takes zero at its word would be back at once. */
function secondsOf({ limit, waitMs }: Short): number {
  return Math.max(1, Math.ceil((Number.isFinite(waitMs) ? waitMs : limit.perMs) / 1000));
}
