import { onlyRow, type Sql, type SqlParams, type SqlValue } from './connection.js';

/**
 * One value out of the record.
 * @param expression - a SELECT of one column; of several rows the first counts, and none gives null. A `$` begins placeholders only.
 * @param params - or what gives them when the statement goes out: until then others may add to them.
 */
export type Look = <Value extends SqlValue>(expression: string, params?: SqlParams | (() => SqlParams)) => Promise<Value>;

interface Asked {
  readonly expression: string;
  readonly params: SqlParams | (() => SqlParams);
  answer(value: SqlValue): void;
  fail(cause: unknown): void;
}

/**
 * Looks that are asked for in one turn of the event loop go to SQLite as one statement, and so see one state of the record: waking a thread and being woken by it
 * takes longer than most of them. Where one fails, those that went with it fail too.
 */
export function createLooks(query: Sql['all']): Look {
  let waiting: Asked[] = [];

  const ask = async (together: readonly Asked[]): Promise<void> => {
    const columns = together.map(({ expression }, place) => `(${expression.replaceAll('$', () => prefixOf(place))}) AS v${place}`);
    try {
      const params = together.map((asked) => (typeof asked.params === 'function' ? asked.params() : asked.params));
      const named = params.flatMap((own, place) => Object.entries(own).map(([name, value]) => [prefixOf(place) + name.slice(1), value]));
      const row = await onlyRow<Record<string, SqlValue>>({ all: query }, `SELECT ${columns.join(', ')}`, Object.fromEntries(named));
      together.forEach(({ answer }, place) => { answer(row[`v${place}`] ?? null); });
    } catch (cause) {
      for (const { fail } of together) fail(cause);
    }
  };

  const flush = (): void => {
    const asked = waiting;
    waiting = [];
    for (const together of parted(asked)) void ask(together);
  };

  return <Value extends SqlValue>(expression: string, params: Parameters<Look>[1] = {}) =>
    new Promise<Value>((resolve, reject) => {
      if (waiting.length === 0) setImmediate(flush);
      // As with rows: the statement fixes the type, and the caller names it.
      waiting.push({ expression, params, answer: (value) => { resolve(value as Value); }, fail: reject });
    });
}

/** Looks that go together at most. */
const MOST = 8;

/** Begins the names of a look's placeholders. */
function prefixOf(place: number): string {
  return `$v${place}_`;
}

/** In one statement no look twice, and always in the same order: of statements that are kept prepared there are few. */
function parted(asked: readonly Asked[]): Asked[][] {
  const statements: Map<string, Asked>[] = [];
  for (const look of asked) {
    let statement = statements.find((some) => !some.has(look.expression) && some.size < MOST);
    if (!statement) statements.push((statement = new Map()));
    statement.set(look.expression, look);
  }
  return statements.map((some) => [...some.values()].toSorted((a, b) => (a.expression < b.expression ? -1 : 1)));
}
