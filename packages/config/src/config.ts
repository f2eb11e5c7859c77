/** How far LTMC may log; each level includes those before it. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/** The server of the cache. */
export interface RedisConfig {
  /** `REDIS_HOST`, default `127.0.0.1` */
  readonly host: string;
  /** `REDIS_PORT`, default 6381 */
  readonly port: number;
  /** An ACL user; absent: Redis' default one (`REDIS_USERNAME`). */
  readonly username?: string;
  /** `REDIS_PASSWORD` */
  readonly password?: string;
  /** `REDIS_TLS` */
  readonly tls: boolean;
  /** Before every key (`REDIS_KEY_PREFIX`). */
  readonly prefix: string;
  /** Asked for the primary; host and port do not count then (`REDIS_SENTINELS`, `REDIS_SENTINEL_NAME`). */
  readonly sentinel?: { readonly name: string; readonly nodes: readonly { readonly host: string; readonly port: number }[] };
  /** Start fails where it is away (`REDIS_REQUIRED`). */
  readonly required: boolean;
}

/** The server of the graph. */
export interface Neo4jConfig {
  /** `bolt://host:port` or `neo4j://host:port`, with `+s` or `+ssc` for TLS (`NEO4J_URI`). */
  readonly uri: string;
  /** `NEO4J_USER` */
  readonly user: string;
  /** `NEO4J_PASSWORD` */
  readonly password: string;
  /** Absent: the server's own default (`NEO4J_DATABASE`). */
  readonly database?: string;
  /** Start fails where it is away (`NEO4J_REQUIRED`). */
  readonly required: boolean;
}

/** The file of API keys that the HTTP server lets callers in by. */
export interface ApiKeysConfig {
  /** `api-keys` beside the record unless `LTMC_API_KEYS_FILE` says otherwise. It need not be there. */
  readonly file: string;
  /** `LTMC_API_KEYS_FILE` names it: keys are demanded on loopback too. */
  readonly named: boolean;
}

/** The files that the HTTP server speaks TLS with. */
export interface TlsConfig {
  /** `LTMC_TLS_CERT` */
  readonly certFile: string;
  /** `LTMC_TLS_KEY` */
  readonly keyFile: string;
}

/** How often something may happen. */
export interface RateLimitConfig {
  /** A tool, `*` for all calls of a caller together, or `failed-auth` for wrong API keys from one address. */
  readonly name: string;
  readonly count: number;
  /** A second, a minute or an hour. */
  readonly perMs: number;
}

/** The trail of who called what. */
export interface AuditConfig {
  /** Absent: where callers need API keys (`LTMC_AUDIT`). */
  readonly enabled?: boolean;
  /** `audit` beside the record unless `LTMC_AUDIT_FOLDER` says otherwise. */
  readonly folder: string;
  /** `LTMC_AUDIT_KEEP_DAYS` */
  readonly keepDays: number;
}

/** What LTMC learns from its own use. */
export interface LearningConfig {
  /** Whether anything is monitored, learned and adapted (`ML_INTEGRATION_ENABLED`). */
  readonly enabled: boolean;
  /** Whether what agents learned of code is told, and shared between them (`ML_LEARNING_COORDINATION`). */
  readonly coordination: boolean;
  /** How long an interval of monitoring and adapting is, minutes (`ML_OPTIMIZATION_INTERVAL`). */
  readonly intervalMinutes: number;
}

/** Everything a process can be told from outside. Deeply frozen; every path is absolute. */
export interface Config {
  /** The SQLite file of the record (`DB_PATH`). */
  readonly dbPath: string;
  /** Folder of the vector index snapshots (`FAISS_INDEX_PATH` or `VECTOR_INDEX_PATH`). Its content can be deleted at any moment. */
  readonly indexFolder: string;
  /** `LOG_LEVEL` */
  readonly logLevel: LogLevel;
  /** Address the HTTP server binds to (`HTTP_HOST`). */
  readonly httpHost: string;
  /** 0 picks a free port (`HTTP_PORT`). */
  readonly httpPort: number;
  /** The tenant that stdio and keyless loopback calls belong to (`LTMC_NAMESPACE`). */
  readonly namespace: string;
  readonly apiKeys: ApiKeysConfig;
  readonly audit: AuditConfig;
  /** Host names without port accepted in `Host` and `Origin` besides loopback ones, in lower case (`LTMC_ALLOWED_HOSTS`). */
  readonly allowedHosts: readonly string[];
  /** Present when `LTMC_TLS_CERT` and `LTMC_TLS_KEY` are set; without it plain HTTP is spoken. */
  readonly tls?: TlsConfig;
  /** Origins whose pages may call from a browser, in lower case (`LTMC_CORS_ORIGINS`). */
  readonly corsOrigins: readonly string[];
  /** Absent: the HTTP server's own; empty: none (`LTMC_RATE_LIMITS`). The names of tools are checked where the tools are. */
  readonly rateLimits?: readonly RateLimitConfig[];
  /** How many proxies in front of the HTTP server are believed what they say of a caller's address (`LTMC_TRUST_PROXY`). */
  readonly trustProxyHops: number;
  /** `full` survives a power loss, `normal` only the death of the process (`LTMC_DURABILITY`). */
  readonly durability: 'full' | 'normal';
  /** Longest document, in bytes of UTF-8 (`LTMC_MAX_CONTENT_BYTES`). */
  readonly maxContentBytes: number;
  /** Which tools are shown: presets and groups (`LTMC_TOOLSETS`). The names are checked where the tools are. */
  readonly toolsets: readonly string[];
  /** Threads that embed; absent lets the embedder choose by the machine (`LTMC_EMBED_WORKERS`). */
  readonly embedWorkers?: number;
  /** Whether token signatures are made, kept and used for ranking (`LTMC_LATE_INTERACTION`). */
  readonly lateInteraction: boolean;
  /** Which of the services by which agents work together are on: `basic` (agents, locks, sessions), `full` (all), `debug` (all, each call told) (`ORCHESTRATION_MODE`). */
  readonly orchestrationMode: 'basic' | 'full' | 'debug';
  readonly learning: LearningConfig;
  /** Whether answers and query embeddings are kept to be given again (`CACHE_ENABLED`). */
  readonly cacheEnabled: boolean;
  /** Present when `REDIS_HOST` or `REDIS_SENTINELS` is set or `REDIS_ENABLED` is true, and it is not false; without it the cache is this process's own. */
  readonly redis?: RedisConfig;
  /** Present when `NEO4J_URI` is set; without it relations are asked of the record alone. */
  readonly neo4j?: Neo4jConfig;
  /** One sentence for each variable that is set and has no effect. Show them to the operator: nothing is ignored in silence. */
  readonly notices: readonly string[];
}
