import { checkTimeouts, resolveConnectionOptions, type RedisConnectionOptions, type RedisConnectionSettings } from '@ltmc/redis-connection';
import { checkWhole, DEFAULT_MAX_VALUE_BYTES, LARGEST_VALUE_BYTES } from '../check-input.js';

/** Options of {@link openRedisCacheStore}. */
export interface RedisCacheOptions extends RedisConnectionOptions {
  /** The longest value, bytes. Default 1,048,576 (1 MiB). */
  readonly maxValueBytes?: number;
  /** Deadline of a call on entries, milliseconds. Default 30. */
  readonly cacheTimeoutMs?: number;
  /** Deadline of each step of other calls (versions, keys, statistics, health), milliseconds. Default 100. */
  readonly commandTimeoutMs?: number;
}

/** {@link RedisCacheOptions}, checked and complete. */
export interface RedisSettings extends RedisConnectionSettings, Required<Pick<RedisCacheOptions, 'maxValueBytes' | 'cacheTimeoutMs' | 'commandTimeoutMs'>> {}

/** @throws LtmcError `LTMC_INVALID_INPUT`, which never names the url: it may hold a password. */
export function resolveOptions(options: RedisCacheOptions): RedisSettings {
  const { maxValueBytes = DEFAULT_MAX_VALUE_BYTES, cacheTimeoutMs = 30, commandTimeoutMs = 100 } = options;
  checkWhole('maxValueBytes', maxValueBytes, [1, LARGEST_VALUE_BYTES]);
  checkTimeouts({ cacheTimeoutMs, commandTimeoutMs });
  return { ...resolveConnectionOptions(options), maxValueBytes, cacheTimeoutMs, commandTimeoutMs };
}
