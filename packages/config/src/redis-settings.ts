import type { RedisConfig } from './config.js';
import type { Settings } from './variables.js';

type Env = Readonly<Record<string, string>>;

/** Not 6379, so that a Redis which serves something else is not taken for LTMC's. */
const DEFAULT_PORT = 6381;
const DEFAULT_SENTINEL_PORT = 26_379;
/** Mean something only where Redis is used. */
const BESIDE_HOST = ['REDIS_PORT', 'REDIS_USERNAME', 'REDIS_PASSWORD', 'REDIS_TLS', 'REDIS_KEY_PREFIX', 'REDIS_SENTINEL_NAME'];

/** Redis, where one is asked for; `REDIS_ENABLED=false` switches it off whatever else is set. */
export function redisOf(settings: Settings): RedisConfig | undefined {
  const { redisEnabled, redisHost, redisSentinels } = settings;
  if (!(redisEnabled ?? (redisHost !== undefined || redisSentinels !== undefined))) return undefined;
  const { redisHost: host = '127.0.0.1', redisPort: port = DEFAULT_PORT, redisUsername: username, redisPassword: password, redisTls: tls = false, redisKeyPrefix: prefix = 'ltmc:' } = settings;
  const { redisSentinels: nodes, redisSentinelName: name = 'mymaster', redisRequired: required = false } = settings;
  return Object.freeze({
    host, port, tls, prefix, required,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(nodes === undefined ? {} : { sentinel: Object.freeze({ name, nodes: Object.freeze(nodes.map(addressOf)) }) }),
  });
}

/** The schema has let pass `host` and `host:port`. */
function addressOf(text: string): { readonly host: string; readonly port: number } {
  const [host = '', port] = text.split(':');
  return Object.freeze({ host, port: port === undefined ? DEFAULT_SENTINEL_PORT : Number(port) });
}

/**
 * What does not fit together. `env` holds no empty values.
 * @param read - the settings, valid or not.
 */
export function redisProblems(env: Env, { redisRequired, redisEnabled }: Readonly<Record<string, unknown>>): string[] {
  if (redisRequired !== true || redisEnabled === true || (redisEnabled !== false && isNamed(env))) return [];
  const lacking = redisEnabled === false ? 'REDIS_ENABLED is false' : 'REDIS_HOST is not set';
  return [`REDIS_REQUIRED is ${JSON.stringify(env['REDIS_REQUIRED'] ?? '')}, but ${lacking}; name the server, or unset it to run embedded`];
}

/** What is set and has no effect; whoever switches Redis off means it. */
export function redisNotices(env: Env, { redisEnabled }: Settings): string[] {
  if (redisEnabled !== undefined || isNamed(env)) return [];
  return BESIDE_HOST.filter((name) => env[name] !== undefined).map((name) => `${name} is set, but neither REDIS_HOST nor REDIS_ENABLED is: there is no Redis`);
}

function isNamed(env: Env): boolean {
  return env['REDIS_HOST'] !== undefined || env['REDIS_SENTINELS'] !== undefined;
}
