import type { Logger } from '@ltmc/contracts';
import { checkWhole, invalidOption } from './check-option.js';

/** How the server's certificate is checked, and the client's own. All PEM. */
export interface RedisTlsOptions {
  /** The authority to trust. Default: those of Node. */
  readonly ca?: string;
  /** The client's certificate and key, where the server asks for one. */
  readonly cert?: string;
  readonly key?: string;
  /** The name the certificate must hold. Default: the host. */
  readonly servername?: string;
}

/** Where the primary of a group is asked for. */
export interface RedisSentinelTarget {
  /** What the sentinels call the group. */
  readonly name: string;
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
  /** Of the sentinels themselves. Default: none. */
  readonly username?: string;
  readonly password?: string;
  /** Whether the sentinels speak TLS. Default: as `tls`. */
  readonly tls?: boolean | RedisTlsOptions;
}

/** Options of a connection. */
export interface RedisConnectionOptions {
  /** `redis://` or `rediss://user:password@host:port/database`; takes the place of the six options below. */
  readonly url?: string;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Default 6379. */
  readonly port?: number;
  /** The ACL user. Default: Redis' default user. */
  readonly username?: string;
  readonly password?: string;
  /** Number of the database. Default 0. */
  readonly database?: number;
  /** Default false; with `rediss://` true. May hold the authority to trust beside a url. */
  readonly tls?: boolean | RedisTlsOptions;
  /** The primary is asked for there, and again after each failover; `host` and `port` do not count. Default: none. */
  readonly sentinel?: RedisSentinelTarget;
  /** Before every key. Default `ltmc:`. */
  readonly prefix?: string;
  /** Deadline of making a connection, milliseconds. Default 1,000. */
  readonly connectTimeoutMs?: number;
  /** The longest pause between two attempts to connect, milliseconds. Default 2,000. */
  readonly maxReconnectDelayMs?: number;
  /** After this silence a connection counts as dead, milliseconds. Default 400. */
  readonly frozenAfterMs?: number;
  /** Commands that may wait for Redis at once; more are refused. Default 4,096. */
  readonly maxPending?: number;
  /** Whether opening fails where Redis cannot be used; else it opens without Redis and heals by itself. Default false. */
  readonly required?: boolean;
  /** Gets a line when the connection is made, fails and is lost. Default: nothing is logged. */
  readonly logger?: Logger;
}

/** One server and how to enter it. */
export interface RedisTarget {
  readonly host: string;
  readonly port: number;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly database: number;
  readonly tls: false | RedisTlsOptions;
}

/** {@link RedisConnectionOptions}, checked and complete. */
export interface RedisConnectionSettings extends Required<Pick<RedisConnectionOptions, 'prefix' | 'connectTimeoutMs' | 'maxReconnectDelayMs' | 'frozenAfterMs' | 'maxPending' | 'required' | 'logger'>> {
  readonly target: RedisTarget;
  readonly sentinel: (Omit<RedisSentinelTarget, 'tls'> & { readonly tls: false | RedisTlsOptions }) | undefined;
}

const SILENT: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const MAX_MS = 600_000;
const MAX_PREFIX_LENGTH = 128;

/** @throws LtmcError `LTMC_INVALID_INPUT`, which never names the url: it may hold a password. */
export function resolveConnectionOptions(options: RedisConnectionOptions): RedisConnectionSettings {
  const { prefix = 'ltmc:', maxPending = 4096, required = false, logger = SILENT } = options;
  const { connectTimeoutMs = 1000, maxReconnectDelayMs = 2000, frozenAfterMs = 400 } = options;
  if (prefix.length > MAX_PREFIX_LENGTH || /[\p{Surrogate}\p{Cc}]/u.test(prefix)) throw invalidOption('prefix', `must be at most ${MAX_PREFIX_LENGTH} characters without control characters`);
  checkWhole('maxPending', maxPending, [1, 1_000_000]);
  checkTimeouts({ connectTimeoutMs, maxReconnectDelayMs, frozenAfterMs });
  const target = targetOf(options);
  return { prefix, maxPending, required, logger, connectTimeoutMs, maxReconnectDelayMs, frozenAfterMs, target, sentinel: sentinelOf(options.sentinel, target) };
}

/** @param timeouts - by their names, milliseconds. @throws LtmcError `LTMC_INVALID_INPUT` for one that is not from 1 to 600,000. */
export function checkTimeouts(timeouts: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(timeouts)) checkWhole(name, value, [1, MAX_MS]);
}

function targetOf(options: RedisConnectionOptions): RedisTarget {
  const { host = '127.0.0.1', port = 6379, username, password, database = 0, tls = false } = options.url === undefined ? options : { ...options, ...partsOfUrl(options.url, options.tls) };
  if (host.length === 0) throw invalidOption('host', 'must not be empty');
  checkWhole('port', port, [1, 65_535]);
  checkWhole('database', database, [0, 1_000_000]);
  return { host, port, username, password, database, tls: tlsOf(tls) };
}

function partsOfUrl(url: string, tls: RedisConnectionOptions['tls']): Pick<RedisConnectionOptions, 'host' | 'port' | 'username' | 'password' | 'database' | 'tls'> {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'redis:' && parsed?.protocol !== 'rediss:') throw invalidOption('url', 'must be redis://user:password@host:port/database, or rediss:// for TLS; special characters of a password are percent-encoded');
  const { hostname, port, username, password, pathname, protocol } = parsed;
  return {
    host: hostname.replace(/^\[(.*)\]$/u, '$1'),
    port: port === '' ? 6379 : Number(port),
    database: pathname.length > 1 ? Number(pathname.slice(1)) : 0,
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
    tls: protocol === 'rediss:' ? (tls || true) : (tls ?? false),
  };
}

function tlsOf(tls: boolean | RedisTlsOptions): false | RedisTlsOptions {
  return tls === true ? {} : tls;
}

function sentinelOf(sentinel: RedisSentinelTarget | undefined, { tls }: RedisTarget): RedisConnectionSettings['sentinel'] {
  if (!sentinel) return undefined;
  if (sentinel.name.length === 0 || sentinel.nodes.length === 0) throw invalidOption('sentinel', 'needs the name of the group and at least one node');
  for (const { port } of sentinel.nodes) checkWhole('port of a sentinel', port, [1, 65_535]);
  return { ...sentinel, tls: tlsOf(sentinel.tls ?? tls) };
}
