export { createHttpApi } from './create-http-api.js';
export { RPC_CODES } from './json-rpc/error-codes.js';
export type { HttpApi, ListenOptions } from './create-http-api.js';
export type { HealthComponent, HealthReport, HttpApiOptions } from './options.js';
