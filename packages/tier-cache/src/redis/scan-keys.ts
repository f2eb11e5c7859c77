import { listOf, type RedisConnection, textOf } from '@ltmc/redis-connection';
import { failures } from './speaker.js';

/** How many keys one step looks at: it holds up the server for less than a millisecond. */
const KEYS_PER_STEP = '1000';

/**
 * What follows `begin` in the keys that begin with it, each at least once.
 * @param options - `timeoutMs`: deadline of each step.
 * @throws LtmcError
 */
export async function* scanKeys(connection: RedisConnection, { begin, timeoutMs }: { readonly begin: string; readonly timeoutMs: number }): AsyncGenerator<string> {
  const pattern = `${begin.replaceAll(/[*?[\]\\^]/gu, '\\$&')}*`;
  let cursor = '0';
  do {
    const [next, found] = listOf(await connection.send(['SCAN', cursor, 'MATCH', pattern, 'COUNT', KEYS_PER_STEP], timeoutMs).catch((error: unknown) => { throw failures.ofCall(error); }));
    for (const key of listOf(found)) yield textOf(key).slice(begin.length);
    cursor = textOf(next);
  } while (cursor !== '0' && cursor !== '');
}
