import type { GraphCursor } from '@ltmc/contracts';
import { int } from 'neo4j-driver';
import { NOWHERE } from '../position-checks.js';
import { STATE, wholeOf } from './model.js';
import type { Send } from './transaction.js';

const COLUMNS = 'g.record_id AS recordId, g.seq AS seq, g.epoch AS epoch';

export async function readCursor(send: Send): Promise<GraphCursor> {
  return cursorOf(await send(`MATCH (g:${STATE} {id: 1}) RETURN ${COLUMNS}`));
}

/** Takes the lock that lets one writer in at a time, until the transaction ends; what is read after it is no longer changed by others. */
export async function lockCursor(send: Send): Promise<GraphCursor> {
  await send(`MERGE (g:${STATE} {id: 1}) SET g.locked = true`);
  return readCursor(send);
}

export async function writeCursor(send: Send, { recordId, seq, epoch }: GraphCursor): Promise<void> {
  await send(`MATCH (g:${STATE} {id: 1}) SET g.record_id = $recordId, g.seq = $seq, g.epoch = $epoch`, { recordId: recordId ?? null, seq: int(seq), epoch: int(epoch) });
}

function cursorOf([row]: readonly Readonly<Record<string, unknown>>[]): GraphCursor {
  if (!row) return NOWHERE;
  const { recordId, seq, epoch } = row;
  return { recordId: typeof recordId === 'string' ? recordId : undefined, seq: wholeOf(seq), epoch: wholeOf(epoch) };
}
