import { LtmcError, type GraphCursor, type GraphMove, type GraphPosition } from '@ltmc/contracts';

/** @throws LtmcError `LTMC_LEASE_LOST` when a higher epoch than this one has written. */
export function checkEpoch(cursor: GraphCursor, epoch: number): void {
  if (epoch >= cursor.epoch) return;
  throw new LtmcError('LTMC_LEASE_LOST', `Another writer (epoch ${cursor.epoch}) has taken the graph over from this one (epoch ${epoch}); stop writing and ask for the lease again`, {
    retryable: true,
    details: { epoch, highestEpoch: cursor.epoch },
  });
}

/** @throws LtmcError `LTMC_LEASE_LOST` or `LTMC_GRAPH_OUT_OF_STEP` when this move may not be made. */
export function checkMove(cursor: GraphCursor, move: GraphMove): void {
  checkEpoch(cursor, move.epoch);
  const sameRecord = cursor.recordId === undefined || cursor.recordId === move.recordId;
  if (sameRecord && cursor.seq === move.from) return;
  throw outOfStep(sameRecord ? `The graph stands at change ${cursor.seq}, not at ${move.from}; go on from there` : 'The graph was filled from another record; clear it and fill it anew', cursor);
}

/** @throws LtmcError `LTMC_GRAPH_OUT_OF_STEP` when the graph does not hold everything up to `wanted`. */
export function checkPosition(cursor: GraphCursor, wanted: GraphPosition): void {
  if (cursor.recordId === wanted.recordId && cursor.seq >= wanted.seq) return;
  throw outOfStep(cursor.recordId === wanted.recordId ? `The graph stands at change ${cursor.seq}, behind ${wanted.seq}; ask again when it has caught up` : 'The graph is empty or was filled from another record', cursor);
}

function outOfStep(message: string, { recordId = null, seq }: { recordId?: string | null | undefined; seq: number }): LtmcError {
  return new LtmcError('LTMC_GRAPH_OUT_OF_STEP', message, { retryable: true, details: { recordId, seq } });
}

/** Where an empty graph stands. */
export const NOWHERE: GraphCursor = { recordId: undefined, seq: 0, epoch: 0 };
