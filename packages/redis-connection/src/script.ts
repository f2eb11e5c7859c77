import { createHash } from 'node:crypto';
import type { RedisConnection } from './connection.js';
import { redisCode } from './failure.js';
import type { RedisArgument } from './redis-link.js';

/** A Lua script and the SHA-1 by which Redis knows it. */
export interface Script {
  readonly source: string;
  readonly sha1: string;
}

/** @param source - Lua. */
export function script(source: string): Script {
  return { source, sha1: createHash('sha1').update(source).digest('hex') };
}

/** What a script is run with. */
export interface ScriptCall {
  readonly keys: readonly string[];
  readonly args: readonly RedisArgument[];
  /** What is left of the deadline, asked before each step; see `createBudget`. */
  readonly leftMs: () => number;
}

/**
 * Runs a script by its SHA-1, and sends its source where Redis does not know it: the first time, and after a restart or a failover.
 * @returns what the script says. @throws what `send` throws.
 */
export async function runScript(connection: RedisConnection, { source, sha1 }: Script, { keys, args, leftMs }: ScriptCall): Promise<unknown> {
  const rest = [String(keys.length), ...keys, ...args];
  try {
    return await connection.send(['EVALSHA', sha1, ...rest], leftMs());
  } catch (error) {
    if (redisCode(error) !== 'NOSCRIPT') throw error;
    return connection.send(['EVAL', source, ...rest], leftMs());
  }
}
