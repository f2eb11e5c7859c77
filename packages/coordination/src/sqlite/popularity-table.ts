import type { PopularityTable } from '@ltmc/contracts';
import { BUCKET_MS, checkTop, checkUse } from '../check-events.js';
import type { CoordinationFile } from './coordination-file.js';
import { machineNowUs } from './machine-clock.js';

const COUNT = `
INSERT INTO popularity (namespace, kind, bucket, item, uses)
SELECT $namespace, $kind, $bucket, value, count(*) FROM json_each($items) GROUP BY value
ON CONFLICT DO UPDATE SET uses = uses + excluded.uses`;
const COUNT_ONCE = `
INSERT OR IGNORE INTO popularity_owners (namespace, kind, bucket, owner, item)
SELECT $namespace, $kind, $bucket, $owner, value FROM json_each($items) RETURNING item`;
const TOP = `
SELECT item, sum(uses) AS uses FROM popularity WHERE namespace = $namespace AND kind = $kind AND bucket BETWEEN $first AND $last
GROUP BY item ORDER BY uses DESC, item LIMIT $limit`;

/** @param kind - the table; checked by the caller, as is `namespace`. */
export function createPopularityTable(file: CoordinationFile, namespace: string, kind: string): PopularityTable {
  const place = { $namespace: namespace, $kind: kind };
  return {
    use: async (items, { owner } = {}) => {
      checkUse(items, owner);
      await file.transact(async (sql) => {
        const step = { ...place, $bucket: bucketOf(machineNowUs() / 1000) };
        const counted = owner === undefined ? items : (await sql.all<{ readonly item: string }>(COUNT_ONCE, { ...step, $owner: owner, $items: JSON.stringify(items) })).map(({ item }) => item);
        await sql.all(COUNT, { ...step, $items: JSON.stringify(counted) });
      });
    },
    top: async (options) => {
      checkTop(options);
      const { windowMs, limit } = options;
      return file.read((sql) => {
        const nowMs = machineNowUs() / 1000;
        return sql.all<{ readonly item: string; readonly uses: number }>(TOP, { ...place, $first: bucketOf(nowMs - windowMs), $last: bucketOf(nowMs), $limit: limit });
      });
    },
  };
}

/** The step of 5 minutes that a moment of the machine's clock lies in. */
function bucketOf(nowMs: number): number {
  return Math.floor(nowMs / BUCKET_MS);
}
