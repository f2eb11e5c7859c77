import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openSqliteRecord } from '../src/index.js';
import { ADJACENT } from '../src/sqlite/adjacent-chunks.js';
import { READ } from '../src/sqlite/chats/read-messages.js';
import type { SqlParams } from '../src/sqlite/connection.js';
import { filterParams } from '../src/sqlite/filter-sql.js';
import { loadSqliteModule } from '../src/sqlite/native-module.js';
import { openReader } from '../src/sqlite/open-record.js';
import { CITATIONS, RELATIONS } from '../src/sqlite/statements.js';
import { EVERYTHING } from './fixture.js';
import { temporaryFolder } from './temporary-folder.js';

it.each([{}, { asOfMs: 1000 }])('neighbours are found along the index of conversations, so that one of a hundred thousand messages costs what one of two does: %o', async (when) => {
  const filter = { ...EVERYTHING, kinds: ['message' as const], ...when };
  const details = await planOf(ADJACENT(filter), { ...filterParams(filter), $vectorIds: '[1]' });
  expect(details.filter((detail) => /SEARCH chat_messages USING (COVERING )?INDEX chat_messages_conversation \(namespace_id=\? AND conversation_id=\? AND timestamp_ms[<>]\?/u.test(detail))).toHaveLength(2);
  // What is read from its beginning to its end is bounded by the ids asked for and by the hidden messages passed over.
  expect(details.filter((detail) => detail.startsWith('SCAN')).filter((detail) => !/^SCAN (one|given|near|(wanted|json_each) VIRTUAL)\b/u.test(detail))).toEqual([]);
  expect(details.filter((detail) => detail.includes('TEMP B-TREE'))).toEqual([]);
});

it('messages are read by their ids, and no others with them', async () => {
  const details = await planOf(READ, { $namespace: 'test', $messageIds: '[1]', $resourceIds: '[]' });
  expect(details.filter((detail) => /^(SEARCH|SCAN) m\b/u.test(detail))).toEqual(['SEARCH m USING INTEGER PRIMARY KEY (rowid=?)']);
});

it.each([['citations', CITATIONS], ['relations', RELATIONS]])('%s are found from the chunks asked about, each step by an index', async (_name, statement) => {
  const details = await planOf(statement, { $namespace: 'test', $vectorIds: '[1]', $nowMs: 1 });
  expect(details.filter((detail) => /^(SEARCH|SCAN) (l|e)\b/u.test(detail)).length).toBeGreaterThan(1);
  expect(details.filter((detail) => detail.startsWith('SCAN')).filter((detail) => !/^SCAN (one|given)\b/u.test(detail))).toEqual([]);
});

async function planOf(statement: string, params: SqlParams): Promise<string[]> {
  const path = join(await temporaryFolder(), 'record.db');
  await using _record = await openSqliteRecord({ path });
  const reader = await openReader(await loadSqliteModule(), path);
  try {
    return (await reader.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${statement}`, params)).map(({ detail }) => detail);
  } finally {
    await reader.close();
  }
}
