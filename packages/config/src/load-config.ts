import { dirname, join, resolve } from 'node:path';
import { LtmcError } from '@ltmc/contracts';
import { Ajv } from 'ajv';
import type { Config } from './config.js';
import { neo4jNotices, neo4jOf, neo4jProblems } from './neo4j-settings.js';
import { findNotices } from './notices.js';
import { rateLimitProblems, rateLimitsOf } from './rate-limits.js';
import { redisNotices, redisOf, redisProblems } from './redis-settings.js';
import { thisPlatform, type Platform } from './platform.js';
import { VARIABLES, type Settings, type Variable } from './variables.js';

/** A longer value is cut in a message. */
const SHOWN_CHARACTERS = 80;

const validate = new Ajv({ allErrors: true, coerceTypes: true, useDefaults: true }).compile<Settings>({
  type: 'object',
  additionalProperties: false,
  required: ['logLevel', 'httpHost', 'httpPort', 'namespace', 'auditKeepDays', 'allowedHosts', 'corsOrigins', 'trustProxyHops', 'durability', 'maxContentBytes', 'toolsets', 'lateInteraction', 'mlEnabled', 'mlCoordination', 'mlIntervalMinutes', 'cacheEnabled'],
  properties: Object.fromEntries(VARIABLES.map(({ key, schema }) => [key, schema])),
});

/**
 * Environment to configuration. Pure: reads only its arguments. An empty value counts as unset.
 *
 * @param env - usually `process.env`; names that are none of LTMC's are not looked at.
 * @param platform - default: {@link thisPlatform}.
 * @throws LtmcError `LTMC_CONFIG_INVALID` with every problem at once, by variable name, in `details.problems`.
 */
export function loadConfig(env: NodeJS.ProcessEnv, platform: Platform = thisPlatform()): Config {
  const set = withoutEmpty(env);
  const read = readSettings(set);
  const settings: unknown = read;
  const valid = validate(settings);
  const problems = [...(valid ? [] : describeErrors(set)), ...redisProblems(set, read), ...rateLimitProblems(read), ...conflicts(set), ...lonelyTls(set), ...(valid ? neo4jProblems(set, settings.neo4jRequired === true) : [])];
  if (!valid || problems.length > 0) {
    throw new LtmcError('LTMC_CONFIG_INVALID', problems.join('; '), { details: { problems } });
  }
  return freeze(settings, platform, [...findNotices(set), ...redisNotices(set, settings), ...neo4jNotices(set)]);
}

function withoutEmpty(env: NodeJS.ProcessEnv): Record<string, string> {
  const set: Record<string, string> = {};
  for (const [name, text] of Object.entries(env)) if (text !== undefined && text.trim() !== '') set[name] = text;
  return set;
}

function readSettings(set: Readonly<Record<string, string>>): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const { name, key, read } of VARIABLES) {
    const text = set[name];
    if (text !== undefined) settings[key] = read ? read(text) : text.trim();
  }
  return settings;
}

/** One problem for each variable, in the order of the table, however many of its rules are broken. */
function describeErrors(set: Readonly<Record<string, string>>): string[] {
  const broken = new Set(validate.errors?.map(({ instancePath }) => instancePath.split('/')[1]));
  return VARIABLES.filter(({ key }) => broken.has(key)).map((variable) => describe(variable, set[variable.name] ?? ''));
}

function describe({ name, expected, secret }: Variable, text: string): string {
  if (secret) return `${name} must be ${expected}`;
  const shown = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}...` : text;
  return `${name} is ${JSON.stringify(shown)}; it must be ${expected}`;
}

function conflicts({ FAISS_INDEX_PATH: faiss, VECTOR_INDEX_PATH: vector }: Readonly<Record<string, string>>): string[] {
  return faiss === undefined || vector === undefined || faiss === vector
    ? []
    : ['FAISS_INDEX_PATH and VECTOR_INDEX_PATH are two names of one folder, but their values differ; set one of them'];
}

/** One alone would leave its owner in the belief that TLS is spoken. */
function lonelyTls({ LTMC_TLS_CERT: cert, LTMC_TLS_KEY: key }: Readonly<Record<string, string>>): string[] {
  if ((cert === undefined) === (key === undefined)) return [];
  const [there, lacks] = cert === undefined ? ['LTMC_TLS_KEY', 'LTMC_TLS_CERT'] : ['LTMC_TLS_CERT', 'LTMC_TLS_KEY'];
  return [`${there} is set, but ${lacks} is not; TLS needs both, plain HTTP neither`];
}

function freeze(settings: Settings, platform: Platform, notices: readonly string[]): Config {
  const {
    dbPath: givenDbPath, faissIndexPath, vectorIndexPath = faissIndexPath, apiKeysFile, rateLimitTexts: _limits, tlsCert, tlsKey,
    mlEnabled, mlCoordination, mlIntervalMinutes, auditEnabled, auditFolder: givenAuditFolder, auditKeepDays: keepDays,
    redisHost: _host, redisPort: _port, redisUsername: _username, redisPassword: _secret, redisEnabled: _enabled, redisTls: _tls, redisRequired: _demanded, redisKeyPrefix: _prefix,
    redisSentinels: _sentinels, redisSentinelName: _group,
    neo4jUri: _uri, neo4jUser: _user, neo4jPassword: _password, neo4jDatabase: _database, neo4jRequired: _required, ...rest
  } = settings;
  const redis = redisOf(settings);
  const neo4j = neo4jOf(settings);
  const rateLimits = rateLimitsOf(settings);
  const dbPath = givenDbPath === undefined ? join(platform.dataFolder, 'ltmc.db') : toAbsolute(givenDbPath, platform);
  const indexFolder = vectorIndexPath === undefined ? join(dirname(dbPath), 'index') : toAbsolute(vectorIndexPath, platform);
  const keysFile = apiKeysFile === undefined ? join(dirname(dbPath), 'api-keys') : toAbsolute(apiKeysFile, platform);
  const auditFolder = givenAuditFolder === undefined ? join(dirname(dbPath), 'audit') : toAbsolute(givenAuditFolder, platform);
  return Object.freeze({
    ...rest,
    dbPath,
    indexFolder,
    apiKeys: Object.freeze({ file: keysFile, named: apiKeysFile !== undefined }),
    audit: Object.freeze({ folder: auditFolder, keepDays, ...(auditEnabled === undefined ? {} : { enabled: auditEnabled }) }),
    learning: Object.freeze({ enabled: mlEnabled, coordination: mlCoordination, intervalMinutes: mlIntervalMinutes }),
    allowedHosts: Object.freeze([...rest.allowedHosts]),
    corsOrigins: Object.freeze([...rest.corsOrigins]),
    toolsets: Object.freeze([...rest.toolsets]),
    ...(tlsCert !== undefined && tlsKey !== undefined && { tls: Object.freeze({ certFile: toAbsolute(tlsCert, platform), keyFile: toAbsolute(tlsKey, platform) }) }),
    ...(rateLimits && { rateLimits }),
    ...(redis && { redis }),
    ...(neo4j && { neo4j }),
    notices: Object.freeze([...notices]),
  });
}

/** `~` is expanded here because an environment set by a client's JSON file never passes through a shell. */
function toAbsolute(path: string, { homeFolder, workingFolder }: Platform): string {
  return resolve(workingFolder, path.replace(/^~(?=$|[/\\])/u, () => homeFolder));
}
