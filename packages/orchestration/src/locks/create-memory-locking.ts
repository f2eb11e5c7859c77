import { LtmcError, type CallContext, type Clock, type CoordinationStore, type FenceRecord, type LockGrant, type LockOutcome, type LockTable, type Logger } from '@ltmc/contracts';
import type { AgentDirectory } from '../agents/agent-directory.js';
import { notOwner, ownerText, parseOwner, principalTag, requireAgentId } from '../caller.js';
import { checkChoice, checkId, checkSeconds, invalid } from '../check-input.js';
import type { Waits } from '../waits.js';
import { acquireAll } from './acquire-all.js';
import { acquireLock, type LockSources, type LockWish } from './acquire-lock.js';
import { checkWrite } from './check-write.js';
import { keepLock } from './keep-lock.js';
import { checkLockName, lockLost, parseLockId, toHeldLock, toHolderView, type LockHandle } from './lock-handle.js';
import type { AcquireInput, LockHandleInput, LockScope, LockTiming, MemoryLockingService, NotAcquired } from './types.js';

const MAX_TIMEOUT_SECONDS = 86_400;
const MAX_WAIT_SECONDS = 300;
const MAX_NAMES = 100;
const DEFAULT_TIMEOUT_SECONDS = 30;
const WAIT_OF_WITH_LOCK_SECONDS = 30;

export interface MemoryLockingOptions {
  readonly store: CoordinationStore;
  readonly fences: FenceRecord;
  readonly directory: AgentDirectory;
  readonly waits: Waits;
  readonly clock: Clock;
  readonly logger: Logger;
}

export function createMemoryLocking({ store, fences, directory, waits, clock, logger }: MemoryLockingOptions): MemoryLockingService {
  const locksOf = ({ namespace }: CallContext): LockTable => store.space(namespace).locks;
  const sources = (context: CallContext): LockSources => ({ locks: locksOf(context), fences });

  /** Checks everything first: nothing is asked of the store for what cannot be. */
  const wishOf = async (context: CallContext, { agentId: named, timeoutSeconds = DEFAULT_TIMEOUT_SECONDS, waitSeconds = 0, mode = 'exclusive' }: LockTiming & { readonly agentId?: string }): Promise<Omit<LockWish, 'name'>> => {
    const agentId = requireAgentId(context, named);
    const ttlMs = checkSeconds('timeout', timeoutSeconds, 1, MAX_TIMEOUT_SECONDS);
    const waitMs = checkSeconds('wait_seconds', waitSeconds, 0, MAX_WAIT_SECONDS);
    checkChoice('mode', mode, ['exclusive', 'shared']);
    await directory.requireOwn(context, agentId);
    return { namespace: context.namespace, owner: ownerText(context, agentId), mode, ttlMs, waitMs, signal: context.signal };
  };
  /** Whoever waits goes home when the server does; the others are asked and answered. */
  const waitingFor = <Wish extends Omit<LockWish, 'name'>, Outcome>(wish: Wish, take: (wish: Wish) => Promise<Outcome>): Promise<Outcome> =>
    wish.waitMs === 0 ? take(wish) : waits.run(wish.signal, (signal) => take({ ...wish, signal }));
  const acquire = async (context: CallContext, input: AcquireInput): Promise<LockOutcome & { readonly name: string }> => {
    const name = checkLockName(input.resourceId);
    const outcome = await waitingFor({ ...(await wishOf(context, input)), name }, (wish) => acquireLock(sources(context), wish));
    return { ...outcome, name };
  };
  /** @throws LtmcError `LTMC_LOCK_LOST`, `LTMC_NOT_OWNER` */
  const requireOwnGrant = async (context: CallContext, { lockId, agentId: named }: LockHandleInput): Promise<LockHandle> => {
    const handle = parseLockId(lockId);
    const actor = named ?? context.agentId;
    if (actor !== undefined) checkId('agent_id', actor);
    const grant = await locksOf(context).find(handle.name, handle.token);
    if (!grant) throw lockLost(handle.name);
    const owner = parseOwner(grant.owner);
    if (owner.principal !== principalTag(context)) throw notOwner('The lock belongs to another credential', 'acquire one of your own');
    if (actor !== undefined && owner.agentId !== actor) throw notOwner(`The lock belongs to the agent ${JSON.stringify(owner.agentId)}`, 'acquire one of your own');
    return handle;
  };

  return {
    acquire: async (context, input) => {
      const outcome = await acquire(context, input);
      return outcome.granted ? { acquired: true, ...toHeldLock(outcome.grant, clock) } : notAcquired(context, outcome);
    },
    acquireAll: async (context, { resourceIds, ...input }) => {
      const names = checkNames(resourceIds);
      const outcome = await waitingFor(await wishOf(context, input), (wish) => acquireAll(sources(context), { ...wish, names, logger }));
      return outcome.granted ? { acquired: true, locks: outcome.grants.map((grant) => toHeldLock(grant, clock)) } : notAcquired(context, outcome);
    },
    extend: async (context, input) => {
      const { timeoutSeconds } = input;
      const ttlMs = timeoutSeconds === undefined ? undefined : checkSeconds('timeout', timeoutSeconds, 1, MAX_TIMEOUT_SECONDS);
      const { name, token } = await requireOwnGrant(context, input);
      const grant = await locksOf(context).extend(name, token, ttlMs);
      if (!grant) throw lockLost(name);
      return toHeldLock(grant, clock);
    },
    release: async (context, input) => {
      const { name, token } = await requireOwnGrant(context, input);
      if (!(await locksOf(context).release(name, token))) throw lockLost(name);
      return { resourceId: name };
    },
    status: async (context, resourceId) => {
      const name = checkLockName(resourceId);
      const { holders, waiting, lastFence } = await locksOf(context).status(name);
      return { resourceId: name, holders: holders.map((holder) => toHolderView(context, holder)), waiting, lastFence };
    },
    withLock: async (context, input, operation) => {
      const outcome = await acquire(context, { waitSeconds: WAIT_OF_WITH_LOCK_SECONDS, ...input });
      if (!outcome.granted) throw lockedTooLong(notAcquired(context, outcome));
      return runUnderLock(context, outcome.grant, operation);
    },
    checkWrite: (context, { fence = context.fence, documents }) => checkWrite(context, { locks: locksOf(context), fence, documents }),
    count: (context) => locksOf(context).count(),
  };

  async function runUnderLock<Result>(context: CallContext, grant: LockGrant, operation: (scope: LockScope) => Promise<Result>): Promise<Result> {
    const locks = locksOf(context);
    const askedAtMs = performance.now() - (grant.ttlMs - grant.expiresInMs);
    const kept = keepLock({ locks, grant, askedAtMs, signal: context.signal, logger });
    try {
      const result = await operation({ get lock() { return toHeldLock(kept.grant, clock); }, signal: kept.signal });
      // What was done without the lock may have been undone or doubled by the next holder.
      kept.signal.throwIfAborted();
      return result;
    } finally {
      await kept.stop();
      await locks.release(grant.name, grant.token).catch((cause: unknown) => logger.warn('lock not released, it runs out by itself', { fence: grant.fence, cause: String(cause) }));
    }
  }
}

/** @returns each once. @throws LtmcError `LTMC_INVALID_INPUT` */
function checkNames(resourceIds: readonly string[]): readonly string[] {
  if (!Array.isArray(resourceIds) || resourceIds.length === 0 || resourceIds.length > MAX_NAMES) throw invalid('resource_ids', `a list of 1 to ${MAX_NAMES}`, resourceIds);
  return [...new Set(resourceIds.map(checkLockName))];
}

function notAcquired(context: CallContext, { name, holders, position }: Extract<LockOutcome, { readonly granted: false }> & { readonly name: string }): NotAcquired {
  return { acquired: false, resourceId: name, holders: holders.map((holder) => toHolderView(context, holder)), position };
}

function lockedTooLong({ resourceId, holders, position }: NotAcquired): LtmcError {
  const who = holders.map(({ agentId }) => JSON.stringify(agentId)).join(', ') || 'nobody yet: others were before';
  return new LtmcError('LTMC_LOCKED', `The lock ${JSON.stringify(resourceId)} was not to be had in time; it is held by ${who}, place ${position} in the queue; try again, or wait longer`, { retryable: true, details: { resource_id: resourceId, position } });
}
