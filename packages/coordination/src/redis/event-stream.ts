import type { EventPage, EventStream, JsonObject, StreamEvent } from '@ltmc/contracts';
import { listOf, numberOf, textOf, type SpaceKeys } from '@ltmc/redis-connection';
import { checkAcknowledgement, checkReached, checkRead } from '../check-events.js';
import { checkId } from '../check-value.js';
import { encodeObject } from '../encode-object.js';
import type { Commands } from './commands.js';
import type { Hints } from './hints.js';
import { ACKNOWLEDGE_EVENTS } from './scripts/acknowledge-events.js';
import { APPEND_EVENT } from './scripts/append-event.js';
import { READ_EVENTS_AS } from './scripts/read-events-as.js';
import { READ_EVENTS } from './scripts/read-events.js';

/** After so many bytes a page ends: a long one would hold up the server, and miss its deadline. */
const PAGE_BYTES = '1048576';

/** The stream of this name. */
export function createEventStream({ commands, keys, hints }: { readonly commands: Commands; readonly keys: SpaceKeys; readonly hints: Hints }, name: string): EventStream {
  const place = [keys.stream(name), keys.streamReaders(name)];
  /** Reads again and again until there is an event or the time is over. */
  const waiting = async (read: () => Promise<EventPage>, { waitMs = 0, signal }: { readonly waitMs?: number; readonly signal?: AbortSignal }): Promise<EventPage> => {
    if (waitMs === 0) return read();
    const endMs = performance.now() + waitMs;
    using watch = hints.watch(keys.stream(name));
    for (;;) {
      watch.rearm();
      const page = await read();
      const leftMs = endMs - performance.now();
      if (page.events.length > 0 || leftMs <= 0 || signal?.aborted) return page;
      await watch.next({ waitMs: leftMs, ...(signal && { signal }) });
    }
  };
  const readAfter = async (after: number, limit: number): Promise<EventPage> => {
    const [last, events] = listOf(await commands.run(READ_EVENTS, { keys: place, args: [after, limit, PAGE_BYTES] }));
    return pageOf({ last, events, after, given: 0 });
  };
  const readAs = async (reader: string, limit: number): Promise<EventPage> => {
    const [last, events, acknowledged, given] = listOf(await commands.run(READ_EVENTS_AS, { keys: place, args: [reader, limit, PAGE_BYTES] }));
    return pageOf({ last, events, after: numberOf(acknowledged), given: numberOf(given) });
  };
  return {
    append: async (body) => numberOf(await commands.run(APPEND_EVENT, { keys: place, args: [encodeObject('body', body)] })),
    read: async (options) => {
      checkRead(options);
      return waiting(() => readAfter(options.after ?? 0, options.limit), options);
    },
    readAs: async (reader, options) => {
      checkId('reader', reader);
      checkRead(options);
      return waiting(() => readAs(reader, options.limit), options);
    },
    acknowledge: async (reader, sequence) => {
      checkAcknowledgement(reader, sequence);
      const [outcome, position] = listOf(await commands.run(ACKNOWLEDGE_EVENTS, { keys: place, args: [reader, sequence] }));
      if (textOf(outcome) === 'above') checkReached(sequence, numberOf(position));
      return numberOf(position);
    },
    position: async (reader) => {
      checkId('reader', reader);
      return Number.parseInt(textOf(await commands.send(['HGET', keys.streamReaders(name), reader])), 10) || 0;
    },
    last: async () => {
      const { last } = await readAfter(Number.MAX_SAFE_INTEGER - 1, 1);
      return last;
    },
    remove: async () => {
      await commands.send(['UNLINK', ...place]);
    },
  };
}

interface PageReply {
  readonly last: unknown;
  readonly events: unknown;
  /** The position that was read from. */
  readonly after: number;
  /** Up to where events were handed out before. */
  readonly given: number;
}

function pageOf({ last: lastReply, events: replies, after, given }: PageReply): EventPage {
  const last = numberOf(lastReply);
  const events = listOf(replies).map((reply) => eventOf(reply, given));
  const first = events[0]?.sequence ?? last + 1;
  return { events, last, missed: Math.max(0, first - after - 1) };
}

function eventOf(reply: unknown, given: number): StreamEvent {
  const [sequenceReply, atMs, body] = listOf(reply);
  const sequence = numberOf(sequenceReply);
  return { sequence, body: JSON.parse(textOf(body)) as JsonObject, atMs: numberOf(atMs), redelivered: sequence <= given };
}
