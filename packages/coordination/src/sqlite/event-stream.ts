import type { EventPage, EventStream, JsonObject, StreamEvent } from '@ltmc/contracts';
import { checkAcknowledgement, checkReached, checkRead, type ReadRequest } from '../check-events.js';
import { checkId } from '../check-value.js';
import { encodeObject } from '../encode-object.js';
import { appendEvents, streamTopic } from './append-events.js';
import type { Sql, SqlParams } from './connection.js';
import type { CoordinationFile } from './coordination-file.js';

const OF_STREAM = 'namespace = $namespace AND name = $name';

/** One statement, and therefore one moment: the stream beside each of its events, or alone. */
const READ = `
SELECT s.last, e.sequence, e.body, e.at_ms FROM streams s LEFT JOIN events e ON e.stream = s.id AND e.sequence > $after
WHERE ${OF_STREAM} ORDER BY e.sequence LIMIT $limit`;
const FIND = `
SELECT s.id, s.last, coalesce(r.acknowledged, 0) AS acknowledged, coalesce(r.handed, 0) AS handed
FROM streams s LEFT JOIN readers r ON r.stream = s.id AND r.reader = $reader WHERE ${OF_STREAM}`;
const HAND = `
INSERT INTO readers (stream, reader, acknowledged, handed) VALUES ($stream, $reader, 0, $handed)
ON CONFLICT DO UPDATE SET handed = max(handed, excluded.handed)`;
const ACKNOWLEDGE = `
INSERT INTO readers (stream, reader, acknowledged, handed) VALUES ($stream, $reader, $sequence, $sequence)
ON CONFLICT DO UPDATE SET acknowledged = max(acknowledged, excluded.acknowledged) RETURNING acknowledged`;

interface EventRow {
  readonly last: number;
  readonly sequence: number | null;
  readonly body: string;
  readonly at_ms: number;
}

interface ReaderRow {
  readonly id: number;
  readonly last: number;
  readonly acknowledged: number;
  readonly handed: number;
}

interface WaitOptions {
  readonly waitMs?: number;
  readonly signal?: AbortSignal;
}

/** @param name - checked by the caller, as is `namespace`. */
export function createEventStream(file: CoordinationFile, namespace: string, name: string): EventStream {
  const place = { $namespace: namespace, $name: name };
  const topic = streamTopic(namespace, name);
  const findReader = async (sql: Sql, reader: string): Promise<ReaderRow | undefined> => (await sql.all<ReaderRow>(FIND, { ...place, $reader: reader }))[0];
  const tell = (): void => file.changes.tell(topic);
  /** Reads until there is something, or the time is over. */
  const reading = async (read: () => Promise<EventPage>, { waitMs = 0, signal }: WaitOptions): Promise<EventPage> => {
    if (waitMs === 0) return read();
    const deadlineMs = performance.now() + waitMs;
    const watch = file.changes.watch(topic);
    try {
      for (;;) {
        const page = await read();
        const leftMs = deadlineMs - performance.now();
        if (page.events.length > 0 || leftMs <= 0 || signal?.aborted) return page;
        await watch.next(leftMs, signal);
      }
    } finally {
      watch.stop();
    }
  };
  return {
    append: async (body) => {
      const event = { stream: name, body: encodeObject('body', body) };
      const sequence = await file.transact((sql) => appendEvents(sql, namespace, [event]));
      tell();
      return sequence;
    },
    read: async (options) => {
      checkRead(options);
      return reading(() => file.read((sql) => readPage(sql, place, options)), options);
    },
    readAs: async (reader, options) => {
      checkId('reader', reader);
      checkRead(options);
      const take = async (sql: Sql): Promise<EventPage> => {
        const row = await findReader(sql, reader);
        if (!row) return { events: [], last: 0, missed: 0 };
        const page = await readPage(sql, place, { after: row.acknowledged, limit: options.limit });
        const handed = page.events.at(-1)?.sequence ?? 0;
        if (handed > row.handed) await sql.all(HAND, { $stream: row.id, $reader: reader, $handed: handed });
        return { ...page, events: page.events.map((event) => ({ ...event, redelivered: event.sequence <= row.handed })) };
      };
      const read = async (): Promise<EventPage> => {
        // Who waits only looks, and writes when there is something for it.
        const row = await file.read((sql) => findReader(sql, reader));
        if (!row || row.acknowledged >= row.last) return { events: [], last: row?.last ?? 0, missed: 0 };
        return file.transact(take);
      };
      return reading(read, options);
    },
    acknowledge: async (reader, sequence) => {
      checkAcknowledgement(reader, sequence);
      return file.transact(async (sql) => {
        const row = await findReader(sql, reader);
        checkReached(sequence, row?.last ?? 0);
        if (!row || sequence <= row.acknowledged) return row?.acknowledged ?? 0;
        const [moved] = await sql.all<{ readonly acknowledged: number }>(ACKNOWLEDGE, { $stream: row.id, $reader: reader, $sequence: sequence });
        return moved?.acknowledged ?? sequence;
      });
    },
    position: async (reader) => {
      checkId('reader', reader);
      return (await file.read((sql) => findReader(sql, reader)))?.acknowledged ?? 0;
    },
    last: async () => (await file.read((sql) => findReader(sql, '')))?.last ?? 0,
    remove: async () => {
      await file.transact(async (sql) => {
        const row = await findReader(sql, '');
        if (!row) return;
        for (const table of ['events', 'readers']) await sql.all(`DELETE FROM ${table} WHERE stream = $stream`, { $stream: row.id });
        await sql.all('DELETE FROM streams WHERE id = $stream', { $stream: row.id });
      });
      tell();
    },
  };
}

async function readPage(sql: Sql, place: SqlParams, { after = 0, limit }: ReadRequest): Promise<EventPage> {
  const rows = await sql.all<EventRow>(READ, { ...place, $after: after, $limit: limit });
  const last = rows[0]?.last ?? 0;
  const events = rows.flatMap(eventOf);
  const first = events[0]?.sequence ?? last + 1;
  return { events, last, missed: Math.max(0, first - after - 1) };
}

function eventOf({ sequence, body, at_ms: atMs }: EventRow): StreamEvent[] {
  return sequence === null ? [] : [{ sequence, body: JSON.parse(body) as JsonObject, atMs, redelivered: false }];
}
