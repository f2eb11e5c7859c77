import { createHash } from 'node:crypto';
import type { Fence, FenceRecord } from '@ltmc/contracts';
import { fenceStale, lockName, requireFence } from '../fence-rules.js';
import { firstRow, type Sql, type SqlParams } from './connection.js';
import type { RecordAccess } from './record-access.js';

const HIGHEST = 'SELECT highest FROM fences WHERE namespace = $namespace AND name_hash = $nameHash';

const RAISE = `
INSERT INTO fences (namespace, name_hash, highest) VALUES ($namespace, $nameHash, $token)
ON CONFLICT (namespace, name_hash) DO UPDATE SET highest = excluded.highest WHERE excluded.highest > highest`;

/** Inside the transaction of a write, before its work. @throws LtmcError `LTMC_FENCE_STALE` */
export async function passFence(sql: Sql, namespace: string, fence: Fence): Promise<void> {
  if ((await freshOver(sql, namespace, fence)) < fence.token) await raise(sql, namespace, fence);
}

/** As the real write would be refused, without a trace. @throws LtmcError `LTMC_FENCE_STALE` */
export async function checkFence(sql: Sql, namespace: string, fence: Fence): Promise<void> {
  await freshOver(sql, namespace, fence);
}

/** The fences of a SQLite record. */
export function createSqliteFences({ query, tend }: Pick<RecordAccess, 'query' | 'tend'>): FenceRecord {
  const single: Sql = { all: query };
  return {
    highest: (namespace, name) => readHighest(single, namespace, lockName(name)),
    raise: async (namespace, given) => {
      const fence = requireFence(given);
      const { name, token } = fence;
      // It only rises: what a reader sees is true, and where it is enough nothing need be written.
      const seen = await readHighest(single, namespace, name);
      if (seen >= token) return seen;
      return tend(async (sql) => {
        const before = await readHighest(sql, namespace, name);
        if (before < token) await raise(sql, namespace, fence);
        return before;
      });
    },
  };
}

/** The highest seen, where the fence is not below it. */
async function freshOver(sql: Sql, namespace: string, fence: Fence): Promise<number> {
  const highest = await readHighest(sql, namespace, fence.name);
  if (highest > fence.token) throw fenceStale(fence, highest);
  return highest;
}

async function readHighest(sql: Sql, namespace: string, name: string): Promise<number> {
  return (await firstRow<{ highest: number }>(sql, HIGHEST, keyOf(namespace, name)))?.highest ?? 0;
}

async function raise(sql: Sql, namespace: string, { name, token }: Fence): Promise<void> {
  await sql.all(RAISE, { ...keyOf(namespace, name), $token: token });
}

function keyOf(namespace: string, name: string): SqlParams {
  return { $namespace: namespace, $nameHash: createHash('sha256').update(name).digest() };
}
