import type { Sql } from './connection.js';
import type { Readers } from './readers.js';

/**
 * The rows of a statement that gives them as one JSON array in a column `rows`. Of hundreds of rows the binding makes objects one value at a time, on the main
 * thread; parsing them takes a sixth of that (240 chunks: 0.2 ms instead of 1.1). Not for numbers with fractions: SQLite rounds those in JSON.
 */
export async function readJson<Row>(readers: Readers, ...statement: Parameters<Sql['all']>): Promise<Row[]> {
  const [row] = await readers.query<{ rows: string }>(...statement);
  return JSON.parse(row?.rows ?? '[]');
}
