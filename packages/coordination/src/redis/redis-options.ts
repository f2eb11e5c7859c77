import { checkTimeouts, resolveConnectionOptions, type RedisConnectionOptions, type RedisConnectionSettings } from '@ltmc/redis-connection';

/** Options of {@link openRedisCoordination}. */
export interface RedisCoordinationOptions extends RedisConnectionOptions {
  /** Deadline of a call, but for those on locks and leases, milliseconds. Default 100. */
  readonly commandTimeoutMs?: number;
  /** Deadline of a call on locks and leases, milliseconds. Default 250. */
  readonly lockTimeoutMs?: number;
}

/** {@link RedisCoordinationOptions}, checked and complete. */
export interface RedisCoordinationSettings extends RedisConnectionSettings, Required<Pick<RedisCoordinationOptions, 'commandTimeoutMs' | 'lockTimeoutMs'>> {}

/** @throws LtmcError `LTMC_INVALID_INPUT`, which never names the url: it may hold a password. */
export function resolveOptions(options: RedisCoordinationOptions): RedisCoordinationSettings {
  const { commandTimeoutMs = 100, lockTimeoutMs = 250 } = options;
  checkTimeouts({ commandTimeoutMs, lockTimeoutMs });
  return { ...resolveConnectionOptions(options), commandTimeoutMs, lockTimeoutMs };
}
