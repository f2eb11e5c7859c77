import type { ForgetCounts, ForgetOptions } from '@ltmc/contracts';
import { onlyRow, type Sql } from '../connection.js';
import { chunksOf, forgetVersions, restoreVersions, VERSION_STATE, type UndoOptions } from '../forget.js';
import type { Done } from '../idempotency.js';
import type { VersionState } from '../version-state.js';

const VERSIONS = `
SELECT ${VERSION_STATE} FROM resource_versions AS v
WHERE v.namespace_id = (SELECT id FROM namespaces WHERE name = $namespace) AND v.conversation_id = $conversationId ORDER BY v.id`;

const LINKS = `
SELECT count(*) AS count FROM json_each($resourceIds) AS one CROSS JOIN chat_messages AS m ON m.resource_id = one.value CROSS JOIN context_links AS l ON l.message_id = m.id`;

/** Hides or removes all messages of a conversation; see `ChatRecord.forget`. With `dryRun` it may run on a reader. */
export async function forgetConversation(sql: Sql, namespace: string, conversationId: string, options: ForgetOptions): Promise<Done<ForgetCounts> | undefined> {
  const versions = await versionsOf(sql, namespace, conversationId);
  const touched = await forgetVersions(sql, versions, { ...options, dryRun: true });
  if (touched.length === 0) return undefined;
  const links = await countLinks(sql, touched);
  await forgetVersions(sql, versions, options);
  return summary(touched, links);
}

/** @throws LtmcError `LTMC_UNDO_EXPIRED` when all that is forgotten was so before `notBeforeMs`. */
export async function undoForgetConversation(sql: Sql, namespace: string, conversationId: string, options: UndoOptions): Promise<Done<ForgetCounts> | undefined> {
  const restored = await restoreVersions(sql, await versionsOf(sql, namespace, conversationId), options);
  return restored.length === 0 ? undefined : summary(restored, await countLinks(sql, restored));
}

function versionsOf(sql: Sql, namespace: string, conversationId: string): Promise<VersionState[]> {
  return sql.all<VersionState>(VERSIONS, { $namespace: namespace, $conversationId: conversationId });
}

async function countLinks(sql: Sql, versions: readonly VersionState[]): Promise<number> {
  return (await onlyRow<{ count: number }>(sql, LINKS, { $resourceIds: JSON.stringify(versions.map(({ resourceId }) => resourceId)) })).count;
}

function summary(versions: readonly VersionState[], links: number): Done<ForgetCounts> {
  return { resourceId: versions[0]?.resourceId ?? 0, result: { resources: 0, chunks: chunksOf(versions), messages: versions.length, links } };
}
