import { setTimeout as sleep } from 'node:timers/promises';
import { LtmcError, type JsonObject, type PutOptions, type StateEntry, type StateTable } from '@ltmc/contracts';

/** How long one write tries to get between those of others. */
const PATIENCE_MS = 10_000;
const LONGEST_PAUSE_MS = 40;

/** What a step makes of an entry. Without `write` nothing is written. */
export interface EntryChange<Result> {
  readonly result: Result;
  readonly write?: Omit<PutOptions, 'expectedVersion'> & { readonly fields: JsonObject };
}

/**
 * Reads, changes and writes an entry that others change too, so that no change is lost: `step` is called with what there is, again whenever somebody else was
 * faster, and what it gave last is what became true.
 * @throws LtmcError `LTMC_STORE_BUSY` where others were faster for ten seconds; the reason of the signal; what `step` throws.
 */
export async function changeEntry<Result>(table: StateTable, id: string, step: (entry: StateEntry | undefined) => EntryChange<Result>, signal?: AbortSignal): Promise<Result> {
  const giveUpAtMs = performance.now() + PATIENCE_MS;
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted();
    const entry = await table.get(id);
    const { result, write } = step(entry);
    if (!write) return result;
    const { fields, ...options } = write;
    const { written } = await table.put(id, fields, { ...options, expectedVersion: entry?.version ?? 0 });
    if (written) return result;
    if (performance.now() > giveUpAtMs) throw tooBusy(id);
    // Whoever lost comes back after a random while, so that the same two do not meet again.
    await sleep(Math.random() * Math.min(2 ** attempt, LONGEST_PAUSE_MS));
  }
}

function tooBusy(id: string): LtmcError {
  return new LtmcError('LTMC_STORE_BUSY', `Others wrote ${JSON.stringify(id)} without a pause for ${PATIENCE_MS / 1000} s; nothing was written, try again`, { retryable: true, details: { id } });
}
