import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connect } from '../src/sqlite/binding.js';
import type { Sql } from '../src/sqlite/connection.js';
import { createLooks, type Look } from '../src/sqlite/looks.js';
import { loadSqliteModule } from '../src/sqlite/native-module.js';
import { openSqliteRecord } from '../src/index.js';
import { temporaryFolder } from './temporary-folder.js';

describe('looks', () => {
  it('of one turn go out as one statement, each with its own placeholders', async () => {
    await withLooks(async (look, statements) => {
      expect(await Promise.all([look('SELECT $a + 1', { $a: 1 }), look("SELECT $a || '!'", { $a: 'b' }), look('SELECT value FROM json_each($a) WHERE value > 5', { $a: '[1]' })])).toEqual([2, 'b!', null]);
      expect(statements).toHaveLength(1);
      expect(await look('SELECT $a + 1', { $a: 2 })).toBe(3);
      expect(statements).toHaveLength(2);
    });
  });

  it('that are the same go out one by one, in statements that were prepared already, whatever their order', async () => {
    await withLooks(async (look, statements) => {
      const [once, twice] = ['SELECT $a + 1', 'SELECT $a * 2'];
      expect(await Promise.all([look(once, { $a: 1 }), look(twice, { $a: 1 }), look(once, { $a: 2 })])).toEqual([2, 2, 3]);
      await Promise.all([look(twice, { $a: 1 }), look(once, { $a: 2 })]);
      expect(new Set(statements).size).toBe(2);
      expect(statements).toHaveLength(3);
    });
  });

  it('ask for their values when they go out', async () => {
    await withLooks(async (look) => {
      const words = ['a'];
      const count = look('SELECT json_array_length($words)', () => ({ $words: JSON.stringify(words) }));
      words.push('b');
      expect(await count).toBe(2);
    });
  });

  it('fail together, and later ones do not', async () => {
    await withLooks(async (look) => {
      const outcomes = await Promise.allSettled([look('SELECT 1'), look('SELECT none FROM nowhere')]);
      expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      expect(await look('SELECT 1')).toBe(1);
    });
  });
});

async function withLooks(work: (look: Look, statements: readonly string[]) => Promise<void>): Promise<void> {
  const path = join(await temporaryFolder(), 'record.db');
  await (await openSqliteRecord({ path })).close();
  const connection = await connect({ module: await loadSqliteModule(), path, readOnly: true });
  const statements: string[] = [];
  const query: Sql['all'] = (statement, params) => {
    statements.push(statement);
    return connection.all(statement, params);
  };
  try {
    await work(createLooks(query), statements);
  } finally {
    await connection.close();
  }
}
