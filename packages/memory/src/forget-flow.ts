import { LtmcError, type CallContext, type Clock, type ForgetCounts, type ForgetOptions, type IdempotencyClaim, type ResourceRef, type WriteOutcome } from '@ltmc/contracts';
import { checkFileName } from './content-rules.js';
import type { MemoryEngine } from './engine/engine.js';
import { claimFor, replayOf } from './idempotency.js';
import type { AnswerFormat, ForgetInput, ForgetResult, Replayed } from './types.js';

/** How long a soft forget can be undone. */
export const UNDO_WINDOW_MS = 7 * 24 * 3_600_000;

/** What is forgotten, and how it is called in refusals. */
export interface Forgettable {
  forget(options: ForgetOptions, claim: IdempotencyClaim<ForgetCounts> | undefined): Promise<WriteOutcome<ForgetCounts> | undefined>;
  undo(options: { readonly notBeforeMs: number; readonly atMs: number }, claim: IdempotencyClaim<ForgetCounts> | undefined): Promise<WriteOutcome<ForgetCounts> | undefined>;
  /** e.g. `memory` */
  readonly what: string;
  /** e.g. `resource_id 7` */
  readonly name: string;
  /** Where to look for those that are there. */
  readonly hint: string;
}

/** Hides, purges or brings back one memory; the change is visible in every process once this resolves. */
export async function forgetMemory({ writes, clock }: Pick<MemoryEngine, 'writes' | 'clock'>, context: CallContext, input: ForgetInput, format: AnswerFormat<ForgetResult> | undefined): Promise<ForgetResult | Replayed> {
  const { namespace } = context;
  const ref = normalisedRef(input);
  return forgetWith(clock, input, format, {
    forget: (options, claim) => writes(context).forget(namespace, ref, options, claim),
    undo: (options, claim) => writes(context).undoForget(namespace, ref, options, claim),
    ...calledMemory(ref),
  });
}

/** Hides, purges or brings back what `target` says. @throws LtmcError `LTMC_NOT_FOUND`, `LTMC_INVALID_INPUT`, and what the record throws. */
export async function forgetWith(clock: Clock, input: Pick<ForgetInput, 'dryRun' | 'purge' | 'undo' | 'idempotency'>, format: AnswerFormat<ForgetResult> | undefined, target: Forgettable): Promise<ForgetResult | Replayed> {
  const { dryRun = false, purge = false, undo = false, idempotency } = input;
  if (undo && (purge || dryRun)) throw new LtmcError('LTMC_INVALID_INPUT', 'undo cannot be combined with purge or dry_run');
  const atMs = clock.nowMs();
  const undoUntilMs = purge || dryRun || undo ? null : atMs + UNDO_WINDOW_MS;
  const resultOf = (forgotten: ForgetCounts): ForgetResult => ({ forgotten, purged: purge && !dryRun, undoUntilMs });
  const claim: IdempotencyClaim<ForgetCounts> | undefined =
    idempotency && format ? claimFor(idempotency, (counts) => format(resultOf(counts))) : undefined;

  const outcome = undo ? await target.undo({ notBeforeMs: atMs - UNDO_WINDOW_MS, atMs }, claim) : await target.forget({ dryRun, purge, atMs }, claim);
  if (!outcome) throw undo ? new LtmcError('LTMC_NOT_FOUND', `nothing forgotten under ${target.name}; there is nothing to undo`) : unknown(target);
  return outcome.kind === 'replayed' ? replayOf(outcome.answer) : resultOf(outcome.result);
}

/** `LTMC_NOT_FOUND` for a reference that names nothing in the caller's namespace. */
export function unknownMemory(ref: ResourceRef): LtmcError {
  return unknown(calledMemory(ref));
}

function unknown({ what, name, hint }: Pick<Forgettable, 'what' | 'name' | 'hint'>): LtmcError {
  return new LtmcError('LTMC_NOT_FOUND', `no ${what} with ${name}; ${hint}`);
}

function calledMemory(ref: ResourceRef): Pick<Forgettable, 'what' | 'name' | 'hint'> {
  const name = 'resourceId' in ref ? `resource_id ${ref.resourceId}` : `file_name ${JSON.stringify(ref.fileName)}`;
  return { what: 'memory', name, hint: 'list_memories shows what is stored' };
}

/** File names are keys in NFC. */
export function normalisedRef(ref: ResourceRef): ResourceRef {
  return 'resourceId' in ref ? { resourceId: ref.resourceId } : { fileName: checkFileName(ref.fileName) };
}
