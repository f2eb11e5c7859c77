export { createMemoryRecord } from './memory/memory-record.js';
export { openSqliteRecord } from './sqlite/open-record.js';
export type { SqliteRecordOptions } from './sqlite/open-record.js';
