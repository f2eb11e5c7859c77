import { spaceKeys, type SpaceKeys } from './space-keys.js';

/** How long the result of a tool is kept, seconds. */
export const TOOL_CACHE_TTL_SECONDS = 300;
/** How long an agent counts as active after its last sign of life, seconds. */
export const HEARTBEAT_TTL_SECONDS = 60;
/** The namespace whose entries are `tool_cache:{tool_hash}`. */
export const TOOL_CACHE_NAMESPACE = 'tool_cache';

/** The name of every key that LTMC keeps on Redis, each under one prefix; those of coordination per namespace, see {@link SpaceKeys}. */
export interface RedisKeys {
  /** HASH of `agents`, `context`, `created_at`: one session. */
  session(sessionId: string): string;
  /** STRING, the JSON result of a read-only tool; lives for {@link TOOL_CACHE_TTL_SECONDS}. The entry of namespace `tool_cache` at version 0. */
  toolCache(toolHash: string): string;
  /** HASH: one lease. Kept for ever, since its epoch must never be lost. */
  lease(name: string): string;
  /** The keys of one namespace. */
  space(namespace: string): SpaceKeys;
  /** SET of the ids of agents; those whose heartbeat is gone are not active. */
  readonly activeAgents: string;
  /** STRING that lives for {@link HEARTBEAT_TTL_SECONDS} after an agent's last sign of life. */
  agentHeartbeat(agentId: string): string;
  /** STRING: one entry of a cache namespace, at version 0 `{namespace}:{key}`, later `{namespace}@{version}:{key}`. */
  cacheEntry(namespace: string, version: number, key: string): string;
  /** STRING: the version of a cache namespace, absent for 0. Without a TTL. */
  cacheVersion(namespace: string): string;
  /** STRING with a TTL of some seconds: whose turn it is to compute an entry. */
  cacheTurn(namespace: string, version: number, key: string): string;
}

/**
 * @param prefix - before every key. Two installations on one Redis need prefixes of which none begins with the other. Default `ltmc:`.
 */
export function redisKeys(prefix = 'ltmc:'): RedisKeys {
  const ownSpace = spaceKeys(prefix, 'default');
  const cacheEntry = (namespace: string, version: number, key: string): string => `${prefix}${namespace}${version === 0 ? '' : `@${version}`}:${key}`;
  return {
    session: (sessionId) => ownSpace.state('session', sessionId),
    toolCache: (toolHash) => cacheEntry(TOOL_CACHE_NAMESPACE, 0, toolHash),
    activeAgents: ownSpace.members('agent'),
    agentHeartbeat: (agentId) => ownSpace.heartbeat('agent', agentId),
    lease: (name) => `${prefix}@lease:${name}`,
    space: (namespace) => spaceKeys(prefix, namespace),
    cacheEntry,
    // A namespace holds no @, so these never meet an entry.
    cacheVersion: (namespace) => `${prefix}@version:${namespace}`,
    cacheTurn: (namespace, version, key) => `${prefix}@turn:${namespace}@${version}:${key}`,
  };
}
