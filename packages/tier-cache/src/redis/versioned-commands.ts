import type { LtmcError } from '@ltmc/contracts';
import { asBuffer, bytesOf, createBudget, listOf, numberOf, type RedisArgument, type RedisConnection, type RedisKeys, runScript, type Script } from '@ltmc/redis-connection';
import type { Found, Write } from '../backend.js';
import { RAISE } from './scripts.js';
import { createVersions } from './versions.js';
import { failures } from './speaker.js';

/** A script that runs under one version of a namespace. */
export interface VersionedScript {
  readonly script: Script;
  /** The keys after that of the version. */
  readonly keys: (version: number) => readonly string[];
  /** The arguments after the version. */
  readonly args: readonly RedisArgument[];
}

/** Commands on entries that are always named under the current version, in one deadline each. */
export interface VersionedCommands {
  read(namespace: string, keys: readonly string[]): Promise<Found>;
  /**
   * Under `onlyVersion` whether or not it is current: where it is not, nobody finds it. Default: under the current one.
   * @returns for each write, in their order, why Redis refused it; undefined where it is done. Rejects where none can be known to be done.
   */
  write(namespace: string, writes: readonly Write[], onlyVersion?: number): Promise<readonly (LtmcError | undefined)[]>;
  /** @returns what the script says. */
  run(namespace: string, script: VersionedScript): Promise<unknown>;
  /** A script without a version. */
  evaluate(script: Script, keys: readonly string[], args: readonly RedisArgument[], timeoutMs: number): Promise<unknown>;
  /** The highest version this process has heard of. */
  knownVersion(namespace: string): number;
  /** Notes a version that Redis has given. */
  heardVersion(namespace: string, version: number): void;
}

/**
 * Names keys under the version last heard of and asks for the version along with them: one round trip as long as nobody bumps it, never an
 * outdated answer. All calls reject with `LtmcError`.
 */
export function createVersionedCommands(connection: RedisConnection, { keys, timeoutMs }: { readonly keys: RedisKeys; readonly timeoutMs: number }): VersionedCommands {
  const versions = createVersions();
  const evaluate = (script: Script, [named, args]: readonly [readonly string[], readonly RedisArgument[]], leftMs: () => number): Promise<unknown> =>
    runScript(connection, script, { keys: named, args, leftMs });
  const restore = (namespace: string, leftMs: () => number): Promise<unknown> => evaluate(RAISE, [[keys.cacheVersion(namespace)], [String(versions.known(namespace))]], leftMs);
  return {
    read: (namespace, asked) => failing(async () => {
      const leftMs = createBudget(timeoutMs);
      for (;;) {
        const version = versions.known(namespace);
        const names = asked.map((key) => keys.cacheEntry(namespace, version, key));
        const [answered, ...values] = listOf(await connection.send(['MGET', keys.cacheVersion(namespace), ...names], leftMs()));
        const heard = versions.heard(namespace, numberOf(answered));
        if (heard === 'older') restore(namespace, createBudget(timeoutMs)).catch(() => undefined); // the next read tries again
        if (heard !== 'newer') return { version, values: values.map(bytesOf) };
      }
    }),
    write: (namespace, writes, onlyVersion) => failing(async () => {
      const leftMs = createBudget(timeoutMs);
      for (;;) {
        const version = onlyVersion ?? versions.known(namespace);
        const sets = writes.map(({ key, bytes, ttlMs }) => ['SET', keys.cacheEntry(namespace, version, key), asBuffer(bytes), 'PX', String(ttlMs)]);
        const [answered, ...outcomes] = await connection.sendAll([['GET', keys.cacheVersion(namespace)], ...sets], leftMs());
        if (answered instanceof Error) throw answered;
        const heard = versions.heard(namespace, numberOf(answered));
        if (heard === 'older') await restore(namespace, leftMs);
        if (heard !== 'newer' || onlyVersion !== undefined) return outcomes.map((outcome) => (outcome instanceof Error ? failures.ofCall(outcome) : undefined));
      }
    }),
    run: (namespace, { script, keys: keysUnder, args }) => failing(async () => {
      const leftMs = createBudget(timeoutMs);
      for (;;) {
        const version = versions.known(namespace);
        const [answered, result] = listOf(await evaluate(script, [[keys.cacheVersion(namespace), ...keysUnder(version)], [String(version), ...args]], leftMs));
        const heard = versions.heard(namespace, numberOf(answered));
        if (result !== undefined) return result;
        if (heard === 'older') await restore(namespace, leftMs);
      }
    }),
    evaluate: (script, named, args, limitMs) => failing(() => evaluate(script, [named, args], createBudget(limitMs))),
    knownVersion: versions.known,
    heardVersion: (namespace, version) => { versions.heard(namespace, version); },
  };
}

async function failing<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw failures.ofCall(error);
  }
}
