import { LtmcError, type CacheStatistics } from '@ltmc/contracts';
import { type RedisConnection, textOf } from '@ltmc/redis-connection';

/** Memory and evictions of the whole server; undefined where it does not say. @throws LtmcError `LTMC_STORE_CLOSED` */
export async function readUsage(connection: RedisConnection, timeoutMs: number): Promise<Pick<CacheStatistics, 'bytes' | 'evictions'>> {
  const [memory, stats] = await Promise.all(['memory', 'stats'].map((section) => readSection(connection, section, timeoutMs)));
  return { bytes: fieldOf(memory, 'used_memory'), evictions: fieldOf(stats, 'evicted_keys') };
}

async function readSection(connection: RedisConnection, name: string, timeoutMs: number): Promise<string> {
  try {
    return textOf(await connection.send(['INFO', name], timeoutMs));
  } catch (error) {
    if (LtmcError.is(error) && error.code === 'LTMC_STORE_CLOSED') throw error;
    return ''; // away, or the user may not ask: statistics are no reason to fail
  }
}

function fieldOf(section: string | undefined, field: string): number | undefined {
  const value = new RegExp(`^${field}:(\\d+)\\r?$`, 'mu').exec(section ?? '')?.[1];
  return value === undefined ? undefined : Number(value);
}
