export { openSqliteRecord } from './sqlite/open-record.js';
export type { SqliteRecordOptions } from './sqlite/open-record.js';
