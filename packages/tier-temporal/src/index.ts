export { inspectDataFile, inspectSqlite } from './maintenance/inspect-data-file.js';
export type { DataFileReport, PlaceReport } from './maintenance/inspect-data-file.js';
export { createSqliteMaintenance } from './maintenance/sqlite-maintenance.js';
export type { SqliteMaintenanceOptions } from './maintenance/sqlite-maintenance.js';
export { createMemoryRecord } from './memory/memory-record.js';
export { openSqliteRecord } from './sqlite/open-record.js';
export type { SqliteRecordOptions } from './sqlite/open-record.js';
