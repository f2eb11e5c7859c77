export { createClient } from './client.js';
export type { Client, ClientOptions } from './client.js';
