export { createHttpApi } from './create-http-api.js';
export { isLoopback } from './http/guard.js';
export { RPC_CODES } from './json-rpc/error-codes.js';
export { openApiKeys } from './keys/open-api-keys.js';
export type { HttpApi, ListenOptions } from './create-http-api.js';
export type { ApiKey, KeyHolder } from './keys/api-key.js';
export type { MadeKey } from './keys/edit-keys.js';
export type { ApiKeys, ApiKeysOptions } from './keys/open-api-keys.js';
export type { HealthComponent, HealthReport, HttpApiOptions, OrchestrationReport } from './options.js';
