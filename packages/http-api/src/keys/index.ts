export { idOf } from './api-key.js';
export { addKey, listKeys, revokeKey } from './edit-keys.js';
export type { ApiKey, KeyHolder } from './api-key.js';
export type { KeyLines } from './key-lines.js';
export type { MadeKey } from './edit-keys.js';
