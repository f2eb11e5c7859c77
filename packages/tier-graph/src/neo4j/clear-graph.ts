import { checkNamespace, checkWhole } from '../input-checks.js';
import { checkEpoch, NOWHERE } from '../position-checks.js';
import { KINDS, LABELS, wholeOf } from './model.js';
import { lockCursor, writeCursor } from './state.js';
import type { Send } from './transaction.js';

/** So many nodes are removed in one transaction: within its deadline, and within the server's memory. */
const NODES_AT_ONCE = 2000;

interface ClearOptions {
  readonly namespace: string | undefined;
  readonly epoch: number | undefined;
}

/** Step by step. The cursor goes first, so that nobody takes what is half empty for whole. */
export async function clearGraph(write: <Result>(work: (send: Send) => Promise<Result>) => Promise<Result>, { namespace, epoch }: ClearOptions): Promise<void> {
  if (namespace !== undefined) checkNamespace(namespace);
  if (epoch !== undefined) checkWhole('epoch', epoch, 0, Number.MAX_SAFE_INTEGER);
  const guard = async (send: Send): Promise<void> => {
    const cursor = await lockCursor(send);
    if (epoch !== undefined) checkEpoch(cursor, epoch);
    const highest = Math.max(cursor.epoch, epoch ?? 0);
    await writeCursor(send, namespace === undefined ? { ...NOWHERE, epoch: highest } : { ...cursor, epoch: highest });
  };
  await write(guard);
  for (const kind of KINDS) {
    const where = namespace === undefined ? 'n.namespace IS NOT NULL' : 'n.namespace = $namespace';
    const statement = `MATCH (n:${LABELS[kind]}) WHERE ${where} AND n.id IS NOT NULL AND n.revision IS NOT NULL
WITH n LIMIT ${NODES_AT_ONCE} DETACH DELETE n RETURN count(n) AS removed`;
    let removed = NODES_AT_ONCE;
    while (removed === NODES_AT_ONCE) {
      removed = await write(async (send) => {
        await guard(send);
        const [row] = await send(statement, { namespace: namespace ?? null });
        return wholeOf(row?.['removed']);
      });
    }
  }
}
