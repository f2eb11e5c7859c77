import type { CoordinationHealth, CoordinationStore } from '@ltmc/contracts';
import { createListener, openRedisConnection, redisKeys, script } from '@ltmc/redis-connection';
import { createCommands, type Commands } from './commands.js';
import { createHints } from './hints.js';
import { createLeaseStore } from './lease-store.js';
import { resolveOptions, type RedisCoordinationOptions } from './redis-options.js';
import { createSpace } from './space.js';
import { COORDINATION_SPEAKER, failures } from './speaker.js';

/** Finds out whether this user may run scripts, without which nothing works. */
const NOTHING = script('return 1');

/**
 * Coordination between all who use the same Redis and prefix. Resolves when the first attempt to connect has ended, at most after `connectTimeoutMs`:
 * also where it failed, unless `required`. A store without a connection refuses every call at once and connects by itself as soon as it can.
 * @throws LtmcError `LTMC_INVALID_INPUT`; with `required` also `LTMC_COORDINATION_UNAVAILABLE`, whose message says in one line why, and never holds a password.
 */
export async function openRedisCoordination(options: RedisCoordinationOptions = {}): Promise<CoordinationStore> {
  const settings = resolveOptions(options);
  const { prefix, commandTimeoutMs, lockTimeoutMs, required } = settings;
  const connection = await openRedisConnection(settings, COORDINATION_SPEAKER);
  const commands = createCommands(connection, { timeoutMs: commandTimeoutMs });
  const hints = createHints(createListener(settings, COORDINATION_SPEAKER));
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    if (!closing) {
      closing = connection.close();
      hints.close();
    }
    return closing;
  };
  if (required) await commands.run(NOTHING, { keys: [], timeoutMs: settings.connectTimeoutMs }).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return {
    capabilities: { driver: 'redis', reach: 'network', durable: false, deadlineMs: Math.max(commandTimeoutMs, lockTimeoutMs) },
    leases: createLeaseStore({ commands, keys: redisKeys(prefix), timeoutMs: lockTimeoutMs }),
    space: (namespace) => createSpace({ commands, hints, prefix, lockTimeoutMs }, namespace),
    health: async () => (closing ? { state: 'unavailable', why: 'the store is closed' } : askHealth(commands)),
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function askHealth(commands: Commands): Promise<CoordinationHealth> {
  const startMs = performance.now();
  try {
    await commands.run(NOTHING, { keys: [] });
    return { state: 'ok', latencyMs: performance.now() - startMs };
  } catch (error) {
    return { state: 'unavailable', why: failures.ofCall(error).message };
  }
}
