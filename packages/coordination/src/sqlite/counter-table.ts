import type { CounterTable } from '@ltmc/contracts';
import { checkCount, checkSum } from '../check-events.js';
import { checkIds } from '../check-value.js';
import type { CoordinationFile } from './coordination-file.js';
import { machineNowUs } from './machine-clock.js';

interface CounterRow {
  readonly name: string;
  readonly value: number;
  readonly until_us: number | null;
}

const FIND = `
SELECT name, value, until_us FROM counters
WHERE namespace = $namespace AND name IN (SELECT value FROM json_each($names)) AND (until_us IS NULL OR until_us > $nowUs)`;
const WRITE = `
INSERT INTO counters (namespace, name, value, until_us) VALUES ($namespace, $name, $value, $untilUs)
ON CONFLICT DO UPDATE SET value = excluded.value, until_us = excluded.until_us`;

/** @param namespace - checked by the caller. */
export function createCounterTable(file: CoordinationFile, namespace: string): CounterTable {
  return {
    add: async (name, by = 1, { ttlMs } = {}) => {
      checkCount(name, by, ttlMs);
      return file.transact(async (sql) => {
        const nowUs = machineNowUs();
        const [row] = await sql.all<CounterRow>(FIND, { $namespace: namespace, $names: JSON.stringify([name]), $nowUs: nowUs });
        const value = (row?.value ?? 0) + by;
        checkSum(value);
        const fresh = ttlMs === undefined ? null : nowUs + ttlMs * 1000;
        await sql.all(WRITE, { $namespace: namespace, $name: name, $value: value, $untilUs: row ? row.until_us : fresh });
        return value;
      });
    },
    get: async (names) => {
      checkIds('names', names);
      const rows = await file.read((sql) => sql.all<CounterRow>(FIND, { $namespace: namespace, $names: JSON.stringify(names), $nowUs: machineNowUs() }));
      const values = new Map(rows.map(({ name, value }) => [name, value]));
      return names.map((name) => values.get(name) ?? 0);
    },
  };
}
