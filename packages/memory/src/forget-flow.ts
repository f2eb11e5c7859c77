import { LtmcError, type CallContext, type Clock, type ForgetCounts, type IdempotencyClaim, type RecordStore, type ResourceRef, type WriteOutcome } from '@ltmc/contracts';
import { checkFileName } from './content-rules.js';
import { claimFor, replayOf } from './idempotency.js';
import type { AnswerFormat, ForgetInput, ForgetResult, Replayed } from './types.js';

/** How long a soft forget can be undone. */
export const UNDO_WINDOW_MS = 7 * 24 * 3_600_000;

/** Hides, purges or brings back one memory; the change is visible in every process once this resolves. */
export async function forgetMemory(
  { record, clock }: { readonly record: RecordStore; readonly clock: Clock },
  { namespace }: CallContext,
  input: ForgetInput,
  format: AnswerFormat<ForgetResult> | undefined,
): Promise<ForgetResult | Replayed> {
  const { dryRun = false, purge = false, undo = false, idempotency } = input;
  if (undo && (purge || dryRun)) throw new LtmcError('LTMC_INVALID_INPUT', 'undo cannot be combined with purge or dry_run');
  const ref = normalisedRef(input);
  const atMs = clock.nowMs();
  const undoUntilMs = purge || dryRun || undo ? null : atMs + UNDO_WINDOW_MS;
  const resultOf = (forgotten: ForgetCounts): ForgetResult => ({ forgotten, purged: purge && !dryRun, undoUntilMs });
  const claim: IdempotencyClaim<ForgetCounts> | undefined =
    idempotency && format ? claimFor(idempotency, (counts) => format(resultOf(counts))) : undefined;

  const outcome: WriteOutcome<ForgetCounts> | undefined = undo
    ? await record.undoForget(namespace, ref, { notBeforeMs: atMs - UNDO_WINDOW_MS, atMs }, claim)
    : await record.forget(namespace, ref, { dryRun, purge, atMs }, claim);
  if (!outcome) throw unknownMemory(ref, undo);
  return outcome.kind === 'replayed' ? replayOf(outcome.answer) : resultOf(outcome.result);
}

/** `LTMC_NOT_FOUND` for a reference that names nothing in the caller's namespace. */
export function unknownMemory(ref: ResourceRef, undo = false): LtmcError {
  const name = 'resourceId' in ref ? `resource_id ${ref.resourceId}` : `file_name ${JSON.stringify(ref.fileName)}`;
  const message = undo ? `nothing forgotten under ${name}; there is nothing to undo` : `no memory with ${name}; list_memories shows what is stored`;
  return new LtmcError('LTMC_NOT_FOUND', message);
}

/** File names are keys in NFC. */
export function normalisedRef(ref: ResourceRef): ResourceRef {
  return 'resourceId' in ref ? { resourceId: ref.resourceId } : { fileName: checkFileName(ref.fileName) };
}
