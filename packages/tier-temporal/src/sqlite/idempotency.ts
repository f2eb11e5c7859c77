import type { Fence, IdempotencyClaim, WriteOutcome } from '@ltmc/contracts';
import { KEY_LIFETIME_MS } from '../key-lifetime.js';
import { idempotencyConflict } from '../refusals.js';
import { firstRow, type Sql } from './connection.js';
import { passFence } from './fences.js';

const FIND = `
SELECT body_hash AS bodyHash, answer FROM idempotency_keys
WHERE namespace = $namespace AND tool = $tool AND key = $key AND created_at_ms > $oldestMs`;

const KEEP = `
INSERT OR REPLACE INTO idempotency_keys (namespace, tool, key, body_hash, answer, resource_id, created_at_ms)
VALUES ($namespace, $tool, $key, $bodyHash, $answer, $resourceId, $atMs)`;

const SETTLE = 'UPDATE idempotency_keys SET answer = $answer WHERE namespace = $namespace AND tool = $tool AND key = $key';

const DROP_EXPIRED = 'DELETE FROM idempotency_keys WHERE created_at_ms <= $oldestMs';

/** The part of a claim that does not depend on the result. */
export type ClaimKey = Omit<IdempotencyClaim<never>, 'answer'>;

/** The answer kept for the key, if it was used before. @throws LtmcError `LTMC_IDEMPOTENCY_CONFLICT` */
export async function findAnswer(sql: Sql, namespace: string, claim: ClaimKey, atMs: number): Promise<string | undefined> {
  const { tool, key, bodyHash } = claim;
  const found = await firstRow<{ bodyHash: string; answer: string }>(sql, FIND, { $namespace: namespace, $tool: tool, $key: key, $oldestMs: atMs - KEY_LIFETIME_MS });
  if (found && found.bodyHash !== bodyHash) throw idempotencyConflict(tool);
  return found?.answer;
}

/** Keeps an answer inside the transaction of its write, and drops keys past their lifetime. */
async function keepAnswer(sql: Sql, namespace: string, claim: ClaimKey, kept: { answer: string; resourceId: number; atMs: number }): Promise<void> {
  const { tool, key, bodyHash } = claim;
  await sql.all(DROP_EXPIRED, { $oldestMs: kept.atMs - KEY_LIFETIME_MS });
  await sql.all(KEEP, { $namespace: namespace, $tool: tool, $key: key, $bodyHash: bodyHash, $answer: kept.answer, $resourceId: kept.resourceId, $atMs: kept.atMs });
}

export async function settleAnswer(sql: Sql, namespace: string, tool: string, key: string, answer: string): Promise<void> {
  await sql.all(SETTLE, { $namespace: namespace, $tool: tool, $key: key, $answer: answer });
}

/** What a write gives, and the resource with which its kept answer is purged; 0 where there is none. */
export interface Done<Result> {
  readonly resourceId: number;
  readonly result: Result;
}

export interface Once<Result> {
  readonly namespace: string;
  readonly claim: IdempotencyClaim<Result> | undefined;
  readonly atMs: number;
}

/**
 * A write inside its transaction that happens once for a key and under the caller's fence: looks the key up, since what was done is done whatever became
 * of the lock, then passes the fence, then works, and keeps the answer. Work that found nothing to do leaves the key unused.
 * @throws LtmcError `LTMC_IDEMPOTENCY_CONFLICT`, `LTMC_FENCE_STALE`
 */
export async function effectivelyOnce<Result>(
  sql: Sql,
  { namespace, claim, atMs, fence }: Once<Result> & { readonly fence: Fence | undefined },
  work: (sql: Sql) => Promise<Done<Result> | undefined>,
): Promise<WriteOutcome<Result> | undefined> {
  const known = claim && (await findAnswer(sql, namespace, claim, atMs));
  if (known !== undefined) return { kind: 'replayed', answer: known };
  if (fence) await passFence(sql, namespace, fence);
  const done = await work(sql);
  if (!done) return undefined;
  if (claim) await keepAnswer(sql, namespace, claim, { answer: claim.answer(done.result), resourceId: done.resourceId, atMs });
  return { kind: 'written', result: done.result };
}
