import type { Config } from './config.js';
import { RATE_LIMIT, rateLimitTexts } from './rate-limits.js';
import { toolsetNames, TOOLSETS_VARIABLE } from './toolsets.js';

/** A variable that has an effect: how its text is read, what it must be, and what is said when it is not. */
export interface Variable {
  readonly name: string;
  /** The property of the settings it fills. */
  readonly key: keyof Settings;
  /** Completes the sentence "it must be ...". */
  readonly expected: string;
  /** JSON Schema of the read value; ajv turns digits into numbers. */
  readonly schema: object;
  /** From the text (never empty) to what the schema judges. Default: the text without surrounding white space. */
  readonly read?: (text: string) => unknown;
  /** The value may be or hold a secret: no message repeats it. */
  readonly secret?: true;
}

/** What the variables give before paths are filled in; both names of the index folder still stand side by side. */
export interface Settings extends Omit<Config, 'dbPath' | 'indexFolder' | 'notices' | 'learning' | 'neo4j' | 'redis' | 'apiKeys' | 'audit' | 'rateLimits' | 'tls'> {
  readonly dbPath?: string;
  readonly faissIndexPath?: string;
  readonly vectorIndexPath?: string;
  readonly mlEnabled: boolean;
  readonly mlCoordination: boolean;
  readonly mlIntervalMinutes: number;
  readonly apiKeysFile?: string;
  readonly auditEnabled?: boolean;
  readonly auditFolder?: string;
  readonly auditKeepDays: number;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly rateLimitTexts?: readonly string[];
  readonly redisHost?: string;
  readonly redisPort?: number;
  readonly redisUsername?: string;
  readonly redisPassword?: string;
  readonly redisEnabled?: boolean;
  readonly redisTls?: boolean;
  readonly redisRequired?: boolean;
  readonly redisKeyPrefix?: string;
  readonly redisSentinels?: readonly string[];
  readonly redisSentinelName?: string;
  readonly neo4jUri?: string;
  readonly neo4jUser?: string;
  readonly neo4jPassword?: string;
  readonly neo4jDatabase?: string;
  readonly neo4jRequired?: boolean;
}

const untouched = (text: string): string => text;
const lowerCase = (text: string): string => text.trim().toLowerCase();
/** What is neither is left for the schema to refuse. */
const onOff = (text: string): boolean | string => {
  const word = lowerCase(text);
  if (['true', '1', 'yes', 'on'].includes(word)) return true;
  return ['false', '0', 'no', 'off'].includes(word) ? false : text;
};
const lowerCaseList = (text: string): string[] =>
  text.split(',').map(lowerCase).filter((item) => item !== '');
/** Browsers leave out the port that a scheme has anyway. */
const originList = (text: string): string[] =>
  lowerCaseList(text).map((origin) => origin.replace(/^(https:\/\/.*):443$/u, '$1').replace(/^(http:\/\/.*):80$/u, '$1'));

// The SQLite names that are no files: an in-memory record loses what it acknowledged, a URI can carry options past this check.
const FILE_PATH = { type: 'string', pattern: String.raw`^(?!:memory:|file:)[^\0]+$` };
const ANY_PATH = { type: 'string', pattern: String.raw`^[^\0]+$` };
const HOST_NAME = '[a-z0-9]([a-z0-9.-]*[a-z0-9])?';
/** Container networks allow underscores, and clients mind no upper case. */
const SERVER_NAME = '[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?';
const IPV6 = '[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*';

/** Every variable that has an effect today. */
export const VARIABLES: readonly Variable[] = [
  { name: 'DB_PATH', key: 'dbPath', expected: 'the path of a file', schema: FILE_PATH, read: untouched },
  { name: 'FAISS_INDEX_PATH', key: 'faissIndexPath', expected: 'the path of a folder', schema: ANY_PATH, read: untouched },
  { name: 'VECTOR_INDEX_PATH', key: 'vectorIndexPath', expected: 'the path of a folder', schema: ANY_PATH, read: untouched },
  {
    name: 'LOG_LEVEL',
    key: 'logLevel',
    expected: 'error, warn, info or debug',
    schema: { enum: ['error', 'warn', 'info', 'debug'], default: 'info' },
    read: lowerCase,
  },
  {
    name: 'HTTP_HOST',
    key: 'httpHost',
    expected: 'an IP address or a host name, without port',
    schema: { type: 'string', pattern: `^(${HOST_NAME}|${IPV6})$`, maxLength: 253, default: '127.0.0.1' },
    read: lowerCase,
  },
  {
    name: 'HTTP_PORT',
    key: 'httpPort',
    expected: 'a whole number from 0 to 65535 (0 picks a free port)',
    schema: { type: 'integer', minimum: 0, maximum: 65_535, default: 5050 },
  },
  {
    name: 'LTMC_NAMESPACE',
    key: 'namespace',
    expected: '1 to 64 letters, digits, dots, hyphens or underscores, the first one a letter or digit',
    schema: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$', default: 'default' },
  },
  { name: 'LTMC_API_KEYS_FILE', key: 'apiKeysFile', expected: 'the path of a file', schema: ANY_PATH, read: untouched },
  { name: 'LTMC_AUDIT', key: 'auditEnabled', expected: 'true or false', schema: { type: 'boolean' }, read: onOff },
  { name: 'LTMC_AUDIT_FOLDER', key: 'auditFolder', expected: 'the path of a folder', schema: ANY_PATH, read: untouched },
  {
    name: 'LTMC_AUDIT_KEEP_DAYS',
    key: 'auditKeepDays',
    expected: 'a whole number of days from 1 to 36500',
    schema: { type: 'integer', minimum: 1, maximum: 36_500, default: 365 },
  },
  {
    name: 'LTMC_ALLOWED_HOSTS',
    key: 'allowedHosts',
    expected: 'host names or addresses separated by commas, without ports (IPv6 in brackets)',
    schema: { type: 'array', items: { type: 'string', pattern: `^(${HOST_NAME}|\\[${IPV6}\\])$` }, default: [] },
    read: lowerCaseList,
  },
  { name: 'LTMC_TLS_CERT', key: 'tlsCert', expected: 'the path of a file', schema: ANY_PATH, read: untouched },
  { name: 'LTMC_TLS_KEY', key: 'tlsKey', expected: 'the path of a file', schema: ANY_PATH, read: untouched, secret: true },
  {
    name: 'LTMC_CORS_ORIGINS',
    key: 'corsOrigins',
    expected: 'origins such as https://app.example or http://localhost:3000 separated by commas, each by name (* would let every page on the web in)',
    schema: { type: 'array', items: { type: 'string', pattern: `^[a-z][a-z0-9+.-]*://(${HOST_NAME}|\\[${IPV6}\\])(:[0-9]{1,5})?$` }, default: [] },
    read: originList,
  },
  {
    name: 'LTMC_RATE_LIMITS',
    key: 'rateLimitTexts',
    expected: 'off, or limits such as *=600/min,store_memory=60/min, each with /s, /min or /h and at most 9999999 calls',
    schema: { type: 'array', items: { type: 'string', pattern: RATE_LIMIT } },
    read: rateLimitTexts,
  },
  {
    name: 'LTMC_TRUST_PROXY',
    key: 'trustProxyHops',
    expected: 'how many proxies stand in front, a whole number from 0 to 10',
    schema: { type: 'integer', minimum: 0, maximum: 10, default: 0 },
  },
  {
    name: 'LTMC_DURABILITY',
    key: 'durability',
    expected: 'full or normal',
    schema: { enum: ['full', 'normal'], default: 'full' },
    read: lowerCase,
  },
  {
    name: 'LTMC_MAX_CONTENT_BYTES',
    key: 'maxContentBytes',
    expected: 'a whole number of bytes from 1 to 67108864 (64 MiB)',
    schema: { type: 'integer', minimum: 1, maximum: 67_108_864, default: 1_048_576 },
  },
  {
    name: TOOLSETS_VARIABLE,
    key: 'toolsets',
    expected: 'default, minimal, all, or names of tool groups, separated by commas',
    schema: { type: 'array', minItems: 1, items: { type: 'string', pattern: '^[a-z][a-z_]{0,39}$' }, default: ['default'] },
    read: toolsetNames,
  },
  {
    name: 'LTMC_EMBED_WORKERS',
    key: 'embedWorkers',
    expected: 'a whole number of threads from 1 to 64',
    schema: { type: 'integer', minimum: 1, maximum: 64 },
  },
  { name: 'LTMC_LATE_INTERACTION', key: 'lateInteraction', expected: 'true or false', schema: { type: 'boolean', default: true }, read: onOff },
  {
    name: 'ORCHESTRATION_MODE',
    key: 'orchestrationMode',
    expected: 'basic, full or debug',
    schema: { enum: ['basic', 'full', 'debug'], default: 'full' },
    read: lowerCase,
  },
  { name: 'ML_INTEGRATION_ENABLED', key: 'mlEnabled', expected: 'true or false', schema: { type: 'boolean', default: true }, read: onOff },
  { name: 'ML_LEARNING_COORDINATION', key: 'mlCoordination', expected: 'true or false', schema: { type: 'boolean', default: true }, read: onOff },
  { name: 'ML_OPTIMIZATION_INTERVAL', key: 'mlIntervalMinutes', expected: 'a whole number of minutes from 1 to 1440', schema: { type: 'integer', minimum: 1, maximum: 1440, default: 15 } },
  { name: 'CACHE_ENABLED', key: 'cacheEnabled', expected: 'true or false', schema: { type: 'boolean', default: true }, read: onOff },
  {
    name: 'REDIS_HOST',
    key: 'redisHost',
    expected: 'a host name or IP address, without port, user or password',
    schema: { type: 'string', pattern: `^(${SERVER_NAME}|${IPV6})$`, maxLength: 253 },
    secret: true,
  },
  { name: 'REDIS_PORT', key: 'redisPort', expected: 'a whole number from 1 to 65535', schema: { type: 'integer', minimum: 1, maximum: 65_535 } },
  { name: 'REDIS_USERNAME', key: 'redisUsername', expected: 'a user name', schema: { type: 'string', minLength: 1, maxLength: 256 } },
  { name: 'REDIS_PASSWORD', key: 'redisPassword', expected: 'a password', schema: { type: 'string', minLength: 1 }, read: untouched, secret: true },
  { name: 'REDIS_ENABLED', key: 'redisEnabled', expected: 'true or false', schema: { type: 'boolean' }, read: onOff },
  { name: 'REDIS_TLS', key: 'redisTls', expected: 'true or false', schema: { type: 'boolean' }, read: onOff },
  { name: 'REDIS_REQUIRED', key: 'redisRequired', expected: 'true or false', schema: { type: 'boolean' }, read: onOff },
  {
    name: 'REDIS_KEY_PREFIX',
    key: 'redisKeyPrefix',
    expected: '1 to 64 printable characters without white space',
    schema: { type: 'string', pattern: String.raw`^[\x21-\x7e]{1,64}$` },
  },
  {
    name: 'REDIS_SENTINELS',
    key: 'redisSentinels',
    expected: 'host:port of one or more sentinels, separated by commas',
    schema: { type: 'array', minItems: 1, items: { type: 'string', pattern: `^${SERVER_NAME}(:[0-9]{1,5})?$` } },
    read: lowerCaseList,
    secret: true,
  },
  { name: 'REDIS_SENTINEL_NAME', key: 'redisSentinelName', expected: 'what the sentinels call the group', schema: { type: 'string', minLength: 1, maxLength: 256 } },
  {
    name: 'NEO4J_URI',
    key: 'neo4jUri',
    expected: 'bolt://host:port or neo4j://host:port, with +s or +ssc for TLS, and without user or password',
    schema: { type: 'string', pattern: String.raw`^(bolt|neo4j)(\+s|\+ssc)?://[^/@\s]+/?$` },
    secret: true,
  },
  { name: 'NEO4J_USER', key: 'neo4jUser', expected: 'a user name', schema: { type: 'string', minLength: 1, maxLength: 256 } },
  { name: 'NEO4J_PASSWORD', key: 'neo4jPassword', expected: 'a password', schema: { type: 'string', minLength: 1 }, read: untouched, secret: true },
  {
    name: 'NEO4J_DATABASE',
    key: 'neo4jDatabase',
    expected: '3 to 63 letters, digits, dots or hyphens, the first one a letter',
    schema: { type: 'string', pattern: '^[A-Za-z][A-Za-z0-9.-]{2,62}$' },
  },
  { name: 'NEO4J_REQUIRED', key: 'neo4jRequired', expected: 'true or false', schema: { type: 'boolean' }, read: onOff },
];
