// Made from the tools' schemas by tools/client/generate.mjs; do not edit.
export { createHttpClient } from './http-client.js';
export { createStdioClient } from './stdio-client.js';
export { ToolError } from './tool-error.js';
export type { CallOptions } from './call-tool.js';
export type { LtmcClient } from './client.js';
export type { HttpClientOptions } from './http-client.js';
export type { StdioClientOptions } from './stdio-client.js';
export type { ToolMethods } from './generated/tool-methods.js';
export type { StoreMemoryParams, StoreMemoryResult } from './generated/memory/store-memory.js';
export type { RetrieveMemoryParams, RetrieveMemoryResult } from './generated/memory/retrieve-memory.js';
export type { GetMemoryParams, GetMemoryResult } from './generated/memory/get-memory.js';
export type { ListMemoriesParams, ListMemoriesResult } from './generated/memory/list-memories.js';
export type { ForgetMemoryParams, ForgetMemoryResult } from './generated/memory/forget-memory.js';
