import type { IdempotencyClaim } from '@ltmc/contracts';
import { KEY_LIFETIME_MS } from '../key-lifetime.js';
import { idempotencyConflict } from '../refusals.js';
import { firstRow, type Sql } from './connection.js';

const FIND = `
SELECT body_hash AS bodyHash, answer FROM idempotency_keys
WHERE namespace = $namespace AND tool = $tool AND key = $key AND created_at_ms > $oldestMs`;

const KEEP = `
INSERT OR REPLACE INTO idempotency_keys (namespace, tool, key, body_hash, answer, resource_id, created_at_ms)
VALUES ($namespace, $tool, $key, $bodyHash, $answer, $resourceId, $atMs)`;

const SETTLE = 'UPDATE idempotency_keys SET answer = $answer WHERE namespace = $namespace AND tool = $tool AND key = $key';

const DROP_EXPIRED = 'DELETE FROM idempotency_keys WHERE created_at_ms <= $oldestMs';

/** The part of a claim that does not depend on the result. */
export type ClaimKey = Pick<IdempotencyClaim<never>, 'tool' | 'key' | 'bodyHash'>;

/** The answer kept for the key, if it was used before. @throws LtmcError `LTMC_IDEMPOTENCY_CONFLICT` */
export async function findAnswer(sql: Sql, namespace: string, claim: ClaimKey, atMs: number): Promise<string | undefined> {
  const { tool, key, bodyHash } = claim;
  const found = await firstRow<{ bodyHash: string; answer: string }>(sql, FIND, { $namespace: namespace, $tool: tool, $key: key, $oldestMs: atMs - KEY_LIFETIME_MS });
  if (found && found.bodyHash !== bodyHash) throw idempotencyConflict(tool);
  return found?.answer;
}

/** Keeps an answer inside the transaction of its write, and drops keys past their lifetime. */
export async function keepAnswer(sql: Sql, namespace: string, claim: ClaimKey, kept: { answer: string; resourceId: number; atMs: number }): Promise<void> {
  const { tool, key, bodyHash } = claim;
  await sql.all(DROP_EXPIRED, { $oldestMs: kept.atMs - KEY_LIFETIME_MS });
  await sql.all(KEEP, { $namespace: namespace, $tool: tool, $key: key, $bodyHash: bodyHash, $answer: kept.answer, $resourceId: kept.resourceId, $atMs: kept.atMs });
}

export async function settleAnswer(sql: Sql, namespace: string, tool: string, key: string, answer: string): Promise<void> {
  await sql.all(SETTLE, { $namespace: namespace, $tool: tool, $key: key, $answer: answer });
}
