import { LtmcError, type CacheHealth } from '@ltmc/contracts';
import { asBuffer, bytesOf, listOf, numberOf, type RedisArgument, type RedisConnection, redisKeys, textOf } from '@ltmc/redis-connection';
import type { CacheBackend, FoundOne, Turn, TurnRequest, Write } from '../backend.js';
import { createBatcher } from './batcher.js';
import type { RedisSettings } from './redis-options.js';
import { scanKeys } from './scan-keys.js';
import { ADD, BUMP, COMPARE_AND_SET, END_TURN, REMOVE, RENEW_TURN, TAKE_TURN } from './scripts.js';
import { readUsage } from './usage.js';
import { createVersionedCommands, type VersionedCommands } from './versioned-commands.js';
import { failures } from './speaker.js';

/** Entries of one round trip: enough to make commands cheap, few enough not to hold up the server. */
const BATCH_ITEMS = 64;
const BATCH_BYTES = 262_144;
/** A turn outlives three missed renewals, so that the death of a process is noticed after this time. */
const TURN_TTL_MS = 2000;
/** For how long others are told that a value is not to be stored. */
const UNSHARED_MS = 1000;

/** Reads and writes of one namespace, put together. */
interface Batched {
  read(key: string): Promise<FoundOne>;
  write(write: Write): Promise<void>;
}

export function createRedisBackend(connection: RedisConnection, settings: RedisSettings): CacheBackend {
  const { prefix, maxValueBytes, cacheTimeoutMs, commandTimeoutMs } = settings;
  const keys = redisKeys(prefix);
  const commands = createVersionedCommands(connection, { keys, timeoutMs: cacheTimeoutMs });
  const fullness = createFullness();
  const namespaces = new Map<string, Batched>();
  const writeAll = async (namespace: string, writes: readonly Write[], onlyVersion?: number): Promise<readonly (LtmcError | undefined)[]> => {
    const refusals = await commands.write(namespace, writes, onlyVersion);
    fullness.note(refusals.find((refusal) => refusal !== undefined));
    return refusals;
  };
  const writeUnder = async (namespace: string, one: Write, onlyVersion: number): Promise<void> => {
    const [refusal] = await writeAll(namespace, [one], onlyVersion);
    if (refusal) throw refusal;
  };
  const batchedOf = (namespace: string): Batched => {
    const known = namespaces.get(namespace);
    if (known) return known;
    const batched = batch(namespace, commands, writeAll);
    namespaces.set(namespace, batched);
    return batched;
  };
  const onEntry = (namespace: string, key: string) => (version: number): readonly string[] => [keys.cacheEntry(namespace, version, key)];
  const turnKey = ({ namespace, version, key }: TurnRequest): string => keys.cacheTurn(namespace, version, key);
  const version = async (namespace: string): Promise<number> => {
    const { version: current } = await commands.read(namespace, []);
    return current;
  };
  return {
    name: 'cache/redis',
    capabilities: { driver: 'redis', reach: 'network', maxValueBytes, deadlineMs: cacheTimeoutMs },
    read: (namespace, key) => batchedOf(namespace).read(key),
    readMany: (namespace, many) => commands.read(namespace, many),
    write: (namespace, one, onlyVersion) => (onlyVersion === undefined ? batchedOf(namespace).write(one) : writeUnder(namespace, one, onlyVersion)),
    remove: async (namespace, key) => numberOf(await commands.run(namespace, { script: REMOVE, keys: onEntry(namespace, key), args: [] })) > 0,
    compareAndSet: async (namespace, expected, { key, bytes, ttlMs }) => {
      const args: RedisArgument[] = [expected ? '1' : '0', asBuffer(expected ?? new Uint8Array()), asBuffer(bytes), String(ttlMs)];
      return numberOf(await fullness.watch(() => commands.run(namespace, { script: COMPARE_AND_SET, keys: onEntry(namespace, key), args }))) === 1;
    },
    add: async (namespace, { key, by, ttlMs }) => {
      const sum = textOf(await fullness.watch(() => commands.run(namespace, { script: ADD, keys: onEntry(namespace, key), args: [String(by), String(ttlMs)] })));
      return sum === '' ? undefined : Number(sum);
    },
    scan: async function* scan(namespace) {
      yield* scanKeys(connection, { begin: keys.cacheEntry(namespace, await version(namespace), ''), timeoutMs: commandTimeoutMs });
    },
    version,
    bump: async (namespace) => {
      const raised = numberOf(await commands.evaluate(BUMP, [keys.cacheVersion(namespace)], [String(commands.knownVersion(namespace))], commandTimeoutMs));
      commands.heardVersion(namespace, raised);
      return raised;
    },
    takeTurn: async (request) => {
      const named = [turnKey(request), keys.cacheEntry(request.namespace, request.version, request.key)];
      return turnOf(await commands.evaluate(TAKE_TURN, named, [request.token, String(TURN_TTL_MS)], cacheTimeoutMs));
    },
    renewTurn: async (request) => {
      await commands.evaluate(RENEW_TURN, [turnKey(request)], [request.token, String(TURN_TTL_MS)], cacheTimeoutMs);
    },
    endTurn: async (request, outcome) => {
      await commands.evaluate(END_TURN, [turnKey(request)], [request.token, String(outcome === 'unshared' ? UNSHARED_MS : 0)], cacheTimeoutMs);
    },
    usage: () => readUsage(connection, commandTimeoutMs),
    health: async () => fullness.add(await askHealth(connection, commandTimeoutMs)),
    close: connection.close,
  };
}

function batch(namespace: string, commands: VersionedCommands, writeAll: (namespace: string, writes: readonly Write[]) => Promise<readonly (LtmcError | undefined)[]>): Batched {
  return {
    read: createBatcher({
      maxItems: BATCH_ITEMS,
      run: async (asked: readonly string[]) => {
        const { version, values } = await commands.read(namespace, asked);
        return values.map((bytes) => ({ version, bytes }));
      },
    }),
    write: createBatcher<Write, void>({
      maxItems: BATCH_ITEMS,
      maxBytes: BATCH_BYTES,
      sizeOf: ({ bytes }) => bytes.byteLength,
      run: (writes) => writeAll(namespace, writes),
    }),
  };
}

/** Remembers whether Redis refused the last write for want of memory. */
function createFullness(): { note(failure: unknown): void; watch<Result>(write: () => Promise<Result>): Promise<Result>; add(health: CacheHealth): CacheHealth } {
  let full: string | undefined;
  const note = (failure: unknown): void => {
    if (failure === undefined) full = undefined;
    else if (LtmcError.is(failure) && failure.code === 'LTMC_CACHE_FULL') full = failure.message;
  };
  return {
    note,
    watch: async (write) => {
      try {
        const result = await write();
        note(undefined);
        return result;
      } catch (error) {
        note(error);
        throw error;
      }
    },
    add: (health) => (health.state === 'ok' && full !== undefined ? { ...health, state: 'degraded', why: full } : health),
  };
}

async function askHealth(connection: RedisConnection, timeoutMs: number): Promise<CacheHealth> {
  const startMs = performance.now();
  try {
    await connection.send(['PING'], timeoutMs);
    return { state: 'ok', latencyMs: performance.now() - startMs };
  } catch (error) {
    return { state: 'unavailable', why: failures.ofCall(error).message };
  }
}

function turnOf(reply: unknown): Turn {
  const [there, value] = listOf(reply);
  if (numberOf(there) === 1) return bytesOf(value) ?? new Uint8Array();
  const turn = textOf(value);
  return turn === 'taken' || turn === 'unshared' ? turn : 'held';
}
