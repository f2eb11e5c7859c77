import type { ChatWrites } from './chats.js';
import type { CodeWrites } from './code-patterns.js';
import type { EdgeWrites } from './edges.js';
import type { ForgetCounts, ForgetOptions } from './record.js';
import type { TodoWrites } from './todos.js';
import type { IdempotencyClaim, ResourceRef, StoredVersion, VersionInput, WriteOutcome } from './versions.js';

/**
 * All that callers write. Whatever a driver offers here it offers under a fence too (`RecordStore.fenced`), and a service writes nothing for a caller but
 * through this: a method added here is fenced from its first day. What LTMC writes on its own account (embeddings, automatic links, claims) is no part of it.
 */
export interface RecordWrites {
  readonly chats: ChatWrites;
  readonly todos: TodoWrites;
  readonly code: CodeWrites;
  readonly edges: EdgeWrites;
  /** One transaction: idempotency, fence, version, chunks, full text, change log. Durable once resolved. `LTMC_IDEMPOTENCY_CONFLICT`: key known, body another. `LTMC_CONTENT_INVALID`: a text holds NUL or half a surrogate pair. `LTMC_FINGERPRINT_MISMATCH`: not the active model. */
  storeVersion(input: VersionInput, claim?: IdempotencyClaim<StoredVersion>): Promise<WriteOutcome<StoredVersion>>;
  /** Hides a memory at once (`purge` removes it). Undefined when there is none, or it is forgotten already (unless purged now). */
  forget(namespace: string, ref: ResourceRef, options: ForgetOptions, claim?: IdempotencyClaim<ForgetCounts>): Promise<WriteOutcome<ForgetCounts> | undefined>;
  /** Brings back the versions forgotten at or after `notBeforeMs`; where a newer one was stored meanwhile, as its history. Undefined when nothing is forgotten; `LTMC_UNDO_EXPIRED` when it was earlier. */
  undoForget(namespace: string, ref: ResourceRef, options: { readonly notBeforeMs: number; readonly atMs: number }, claim?: IdempotencyClaim<ForgetCounts>): Promise<WriteOutcome<ForgetCounts> | undefined>;
}
