import type { JsonObject, StateEntry, StateTable } from '@ltmc/contracts';
import { checkEvents, checkList, checkPut } from '../check-state.js';
import { checkId, checkIds, checkOptionalInteger } from '../check-value.js';
import { appendEvents, tellAppended } from './append-events.js';
import type { Sql } from './connection.js';
import type { CoordinationFile } from './coordination-file.js';
import { countRows } from './count-rows.js';
import { machineNowUs } from './machine-clock.js';
import { VERSIONS_KEPT_MS } from './sweep.js';

interface StateRow {
  readonly id: string;
  readonly version: number;
  readonly fields: string;
  readonly updated_at_ms: number;
  readonly until_us: number | null;
}

const COLUMNS = 'id, version, fields, updated_at_ms, until_us';
const LIVING = '(until_us IS NULL OR until_us > $nowUs)';
const OF_ID = 'namespace = $namespace AND kind = $kind AND id = $id';

const FIND = `SELECT ${COLUMNS} FROM state WHERE ${OF_ID}`;
const FIND_MANY = `SELECT ${COLUMNS} FROM state WHERE namespace = $namespace AND kind = $kind AND id IN (SELECT value FROM json_each($ids)) AND ${LIVING}`;
const LIST = `SELECT ${COLUMNS} FROM state WHERE namespace = $namespace AND kind = $kind AND id > $after AND ${LIVING} ORDER BY id LIMIT $limit`;
const FORMER = `SELECT version FROM former_versions WHERE ${OF_ID}`;
const WRITE = `
INSERT INTO state (namespace, kind, id, version, fields, updated_at_ms, until_us) VALUES ($namespace, $kind, $id, $version, $fields, $nowMs, $untilUs)
ON CONFLICT DO UPDATE SET version = excluded.version, fields = excluded.fields, updated_at_ms = excluded.updated_at_ms, until_us = excluded.until_us`;
const REMEMBER = `
INSERT INTO former_versions (namespace, kind, id, version, forget_at_ms) VALUES ($namespace, $kind, $id, $version, $forgetAtMs)
ON CONFLICT DO UPDATE SET version = excluded.version, forget_at_ms = excluded.forget_at_ms`;
const REMOVE = `DELETE FROM state WHERE ${OF_ID}`;

/** @param kind - checked by the caller, as is `namespace`. */
export function createStateTable(file: CoordinationFile, namespace: string, kind: string): StateTable {
  const place = { $namespace: namespace, $kind: kind };
  const find = async (sql: Sql, id: string): Promise<{ readonly row: StateRow | undefined; readonly current: StateEntry | undefined }> => {
    const [row] = await sql.all<StateRow>(FIND, { ...place, $id: id });
    return { row, current: row && (row.until_us === null || row.until_us > machineNowUs()) ? entryOf(row) : undefined };
  };
  /** An entry that has ended counts as long as its row is there, then its former version does. */
  const lastVersion = async (sql: Sql, id: string, row: StateRow | undefined): Promise<number> => {
    if (row) return row.version;
    const [former] = await sql.all<{ readonly version: number }>(FORMER, { ...place, $id: id });
    return former?.version ?? 0;
  };
  return {
    get: async (id) => {
      checkId('id', id);
      return file.read(async (sql) => (await find(sql, id)).current);
    },
    getMany: async (ids) => {
      checkIds('ids', ids);
      const rows = await file.read((sql) => sql.all<StateRow>(FIND_MANY, { ...place, $ids: JSON.stringify(ids), $nowUs: machineNowUs() }));
      const entries = new Map(rows.map((row) => [row.id, entryOf(row)]));
      return ids.map((id) => entries.get(id));
    },
    put: async (id, fields, options = {}) => {
      const { expectedVersion, ttlMs } = options;
      const checked = checkPut(id, fields, options);
      const outcome = await file.transact(async (sql) => {
        const { row, current } = await find(sql, id);
        if (expectedVersion !== undefined && expectedVersion !== (current?.version ?? 0)) return { written: false, current } as const;
        const version = (await lastVersion(sql, id, row)) + 1;
        const untilUs = ttlMs === undefined ? null : machineNowUs() + ttlMs * 1000;
        await sql.all(WRITE, { ...place, $id: id, $version: version, $fields: checked.fields, $nowMs: Date.now(), $untilUs: untilUs });
        await appendEvents(sql, namespace, checked.events);
        return { written: true, version } as const;
      });
      if (outcome.written) tellAppended(file, namespace, checked.events);
      return outcome;
    },
    delete: async (id, { expectedVersion, events = [] } = {}) => {
      checkId('id', id);
      checkOptionalInteger('expectedVersion', expectedVersion, 0, Number.MAX_SAFE_INTEGER);
      const checked = checkEvents(events);
      const deleted = await file.transact(async (sql) => {
        const { current } = await find(sql, id);
        if (!current || (expectedVersion !== undefined && expectedVersion !== current.version)) return false;
        await sql.all(REMEMBER, { ...place, $id: id, $version: current.version, $forgetAtMs: Date.now() + VERSIONS_KEPT_MS });
        await sql.all(REMOVE, { ...place, $id: id });
        await appendEvents(sql, namespace, checked);
        return true;
      });
      if (deleted) tellAppended(file, namespace, checked);
      return deleted;
    },
    list: async (options) => {
      checkList(options);
      const { after = '', limit } = options;
      const rows = await file.read((sql) => sql.all<StateRow>(LIST, { ...place, $after: after, $limit: limit + 1, $nowUs: machineNowUs() }));
      const entries = rows.slice(0, limit).map(entryOf);
      const last = entries.at(-1);
      return { entries, ...(rows.length > limit && last && { next: last.id }) };
    },
    count: () => countRows(file, 'state', namespace, kind),
  };
}

function entryOf({ id, version, fields, updated_at_ms: updatedAtMs }: StateRow): StateEntry {
  return { id, version, fields: JSON.parse(fields) as JsonObject, updatedAtMs };
}
