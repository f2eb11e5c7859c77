export { loadConfig } from './load-config.js';
export { thisPlatform } from './platform.js';
export { VARIABLE_NAMES } from './variable-names.js';
export type { ApiKeysConfig, AuditConfig, Config, LogLevel, Neo4jConfig, RateLimitConfig, RedisConfig, TlsConfig } from './config.js';
export type { Platform } from './platform.js';
