import { createBudget, withDeadline } from './deadline.js';
import { loadRedis, openRedisLink, type RedisLink } from './redis-link.js';
import type { RedisConnectionSettings, RedisTarget } from './connection-options.js';
import { textOf } from './replies.js';

/**
 * A connection that answers: to the server that was named, or to the primary that the sentinels name.
 * @throws what went wrong: `whyOf` puts it into words.
 */
export async function connectToServer({ target, sentinel, connectTimeoutMs }: RedisConnectionSettings): Promise<RedisLink> {
  await loadRedis();
  const leftMs = createBudget(connectTimeoutMs);
  const server = sentinel ? { ...target, ...(await askSentinels(sentinel, leftMs())) } : target;
  const link = await openRedisLink(server, leftMs());
  try {
    if (sentinel) await requirePrimary(link, leftMs());
    else await withDeadline(leftMs(), () => link.send(['PING']));
    return link;
  } catch (error) {
    link.destroy();
    throw error;
  }
}

type Sentinel = NonNullable<RedisConnectionSettings['sentinel']>;
type Address = Pick<RedisTarget, 'host' | 'port'>;

/** The first answer counts. A sentinel that is cut off may name a former primary; `requirePrimary` notices. */
async function askSentinels({ name, nodes, username, password, tls }: Sentinel, timeoutMs: number): Promise<Address> {
  return Promise.any(nodes.map(async ({ host, port }) => askSentinel({ host, port, username, password, tls, database: 0 }, name, timeoutMs)));
}

async function askSentinel(target: RedisTarget, name: string, timeoutMs: number): Promise<Address> {
  const leftMs = createBudget(timeoutMs);
  const link = await openRedisLink(target, timeoutMs);
  try {
    const answer = await withDeadline(leftMs(), () => link.send(['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name]));
    if (!Array.isArray(answer)) throw new Error('UNKNOWNGROUP the sentinel does not know the group');
    const [host, port] = answer.map(textOf);
    return { host: host ?? '', port: Number(port) };
  } finally {
    link.destroy();
  }
}

async function requirePrimary(link: RedisLink, timeoutMs: number): Promise<void> {
  const answer = await withDeadline(timeoutMs, () => link.send(['ROLE']));
  if (!Array.isArray(answer) || textOf(answer[0]) !== 'master') throw new Error('READONLY the sentinels named a server that is no primary yet');
}
