import type { EdgeRecord } from '@ltmc/contracts';
import type { RecordAccess } from '../record-access.js';
import { countEdgesOf, edgeTypes } from './forget-edges.js';
import { createGraphSource } from './read-edges.js';
import { relate } from './relate.js';

/** Relations in a SQLite record. */
export function createSqliteEdges(access: RecordAccess): EdgeRecord {
  return {
    relate: (namespace, relations, atMs, claim) => access.write({ namespace, claim, atMs }, (sql) => relate(sql, { namespace, relations, atMs })),
    count: (namespace, resourceId) => access.read((sql) => countEdgesOf(sql, namespace, resourceId)),
    types: (namespace) => access.read((sql) => edgeTypes(sql, namespace)),
    source: (nowMs) => createGraphSource(access, () => nowMs?.() ?? null),
  };
}
