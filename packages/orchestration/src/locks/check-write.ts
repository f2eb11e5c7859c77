import { LtmcError, type CallContext, type Fence, type LockHolder, type LockStatus, type LockTable } from '@ltmc/contracts';
import { notOwner, parseOwner, principalTag } from '../caller.js';
import { invalid } from '../check-input.js';
import { documentOfLock, lockOfDocument } from './lock-handle.js';

export interface WriteCheckOptions {
  readonly locks: LockTable;
  readonly fence: Fence | undefined;
  readonly documents: readonly string[];
}

/** See `MemoryLockingService.checkWrite`. */
export async function checkWrite(context: CallContext, options: WriteCheckOptions): Promise<{ readonly degraded?: readonly ['coordination'] }> {
  const { fence } = options;
  if (fence) requireMeant(fence, options.documents);
  const statuses = await askStatuses(options);
  if (fence && statuses instanceof Error) throw storeAway(statuses);
  if (statuses instanceof Error) return { degraded: ['coordination'] };
  if (fence) requireStanding(context, fence, statuses.get(fence.name));
  for (const document of options.documents) {
    const name = lockOfDocument(document);
    const holder = name === undefined || name === fence?.name ? undefined : statuses.get(name)?.holders.find(({ mode }) => mode === 'exclusive');
    if (holder) throw locked(context, document, holder);
  }
  return {};
}

/** The state of the locks in question by name, or why it cannot be had. */
async function askStatuses({ locks, fence, documents }: WriteCheckOptions): Promise<ReadonlyMap<string, LockStatus> | Error> {
  const names = new Set([...(fence ? [fence.name] : []), ...documents.flatMap((document) => lockOfDocument(document) ?? [])]);
  try {
    return new Map(await Promise.all([...names].map(async (name) => [name, await locks.status(name)] as const)));
  } catch (cause) {
    if (LtmcError.is(cause) && cause.code === 'LTMC_INVALID_INPUT') throw cause;
    return cause instanceof Error ? cause : new Error('the lock store failed', { cause });
  }
}

/** A document's lock covers that document and nothing else. */
function requireMeant({ name }: Fence, documents: readonly string[]): void {
  const document = documentOfLock(name);
  if (document === undefined || documents.some((written) => lockOfDocument(written) === name)) return;
  const written = documents.length === 0 ? 'no document' : documents.map((each) => JSON.stringify(each)).join(', ');
  throw new LtmcError('LTMC_INVALID_INPUT', `The fence is of the lock of ${JSON.stringify(document)}, but this writes ${written}; send the fence of what is written, or none`, { details: { parameter: 'fence', resource_id: name, documents } });
}

function requireStanding(context: CallContext, { name, token }: Fence, status: LockStatus | undefined): void {
  const holder = status?.holders.find(({ fence }) => fence === token);
  if (!holder) {
    throw new LtmcError('LTMC_FENCE_STALE', `The lock ${JSON.stringify(name)} is not held with the token ${token} any more: it was released, ran out or passed on, and nothing was written; acquire it anew, read again, then write`, {
      details: { resource_id: name, token },
    });
  }
  const { agentId, principal } = parseOwner(holder.owner);
  if (principal !== principalTag(context) || (context.agentId !== undefined && context.agentId !== agentId)) {
    throw notOwner(`The fence of ${JSON.stringify(name)} belongs to ${principal === principalTag(context) ? `the agent ${JSON.stringify(agentId)}` : 'another credential'}`, 'acquire the lock yourself and send its fence');
  }
  if (holder.mode === 'shared') throw invalid('fence', 'that of an exclusive lock: a shared one is for reading', 'that of a shared one');
}

function locked(context: CallContext, document: string, { owner, expiresInMs }: LockHolder): LtmcError {
  const { agentId, principal } = parseOwner(owner);
  const own = principal === principalTag(context);
  const seconds = Math.ceil(expiresInMs / 1000);
  const resourceId = lockOfDocument(document);
  return new LtmcError(
    'LTMC_LOCKED',
    `${JSON.stringify(document)} is locked by the agent ${JSON.stringify(agentId)}${own ? '' : ' of another credential'} for up to ${seconds} s more; if the lock is yours, send its fence with the write, else acquire ${JSON.stringify(resourceId)} with wait_seconds and write under its fence`,
    { retryable: true, details: { resource_id: resourceId, holder: agentId, expires_in_ms: Math.ceil(expiresInMs) } },
  );
}

function storeAway(cause: Error): LtmcError {
  return new LtmcError('LTMC_COORDINATION_UNAVAILABLE', 'Whether the lock of this write still stands cannot be found out, because the lock store does not answer; nothing was written, try again', { cause, retryable: true });
}
