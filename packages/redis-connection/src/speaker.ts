import type { ErrorCode } from '@ltmc/contracts';

/** Who speaks over a connection: what its messages, log lines and errors say. */
export interface RedisSpeaker {
  /** As `tier/driver`, e.g. `cache/redis`: what was closed, where it was. */
  readonly store: string;
  /** At the head of log lines, e.g. `cache`. */
  readonly logName: string;
  /** The subject of messages, e.g. `the cache on Redis`. */
  readonly title: string;
  /** The package whose README lists what an ACL user must be permitted. */
  readonly packageName: string;
  /** Codes of errors: `unavailable` where Redis is away or refuses, `full` where it has reached its `maxmemory`. */
  readonly codes: { readonly unavailable: ErrorCode; readonly full: ErrorCode };
  /** What to do against a full Redis, e.g. `raise maxmemory`. */
  readonly whenFull: string;
}
