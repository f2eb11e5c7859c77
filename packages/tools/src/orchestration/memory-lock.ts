import type { JsonObject } from '@ltmc/contracts';
import type { HeldLock, LockHolderView } from '@ltmc/orchestration';
import { arrayOf, BOOLEAN, INTEGER, objectOf, TEXT, TIME_OUT } from '../schema.js';
import { isoTime } from '../times.js';
import { actionTool, given } from './action-tool.js';
import { ACTING_AGENT_ID, type Caller, FENCE_OUT, secondsOf, SESSION_ID } from './fields.js';

interface Input extends Caller {
  readonly resource_id?: string;
  readonly timeout?: number;
  readonly wait_seconds?: number;
  readonly mode?: 'exclusive' | 'shared';
  readonly lock_id?: string;
}

const HOLDER = objectOf({ agent_id: TEXT, mode: TEXT, fence_token: INTEGER, expires_in_seconds: INTEGER, own: BOOLEAN });

/** Who may change what, for a while. */
export const memoryLock = actionTool<Input>({
  name: 'memory_lock',
  title: 'Lock of a memory',
  description: 'Keep other agents from changing a memory while you work on it. acquire gives lock_id and a fence, to be sent with every write.',
  parameters: {
    resource_id: { type: 'string', minLength: 1, description: 'memory:{file_name}, or any name' },
    timeout: { type: 'number', minimum: 1, maximum: 86_400, description: 'Seconds held, else 30' },
    wait_seconds: { type: 'number', minimum: 0, maximum: 300 },
    mode: { type: 'string', enum: ['exclusive', 'shared'] },
    lock_id: { type: 'string', minLength: 1 },
    agent_id: ACTING_AGENT_ID,
    session_id: SESSION_ID,
  },
  answers: {
    acquired: BOOLEAN, lock_id: TEXT, resource_id: TEXT, mode: TEXT, fence: FENCE_OUT, expires_at: TIME_OUT, timeout: INTEGER,
    holder: { anyOf: [HOLDER, { type: 'null' }] }, holders: arrayOf(HOLDER), position: INTEGER, released: BOOLEAN, locked: BOOLEAN, waiting: INTEGER, last_fence: INTEGER,
  },
  actions: {
    acquire: {
      required: ['resource_id'],
      optional: ['timeout', 'wait_seconds', 'mode'],
      run: async ({ locks }, context, { resource_id: resourceId = '', agent_id: agentId, timeout: timeoutSeconds, wait_seconds: waitSeconds, mode }) => {
        const outcome = await locks.acquire(context, { resourceId, ...given({ agentId, timeoutSeconds, waitSeconds, mode }) });
        if (outcome.acquired) return { acquired: true, ...heldOf(outcome) };
        const holders = outcome.holders.map(holderOf);
        return { acquired: false, resource_id: outcome.resourceId, holder: holders[0] ?? null, holders, position: outcome.position };
      },
    },
    extend: {
      required: ['lock_id'],
      optional: ['timeout'],
      run: async ({ locks }, context, { lock_id: lockId = '', agent_id: agentId, timeout: timeoutSeconds }) => heldOf(await locks.extend(context, { lockId, ...given({ agentId, timeoutSeconds }) })),
    },
    release: {
      required: ['lock_id'],
      run: async ({ locks }, context, { lock_id: lockId = '', agent_id: agentId }) => ({ released: true, resource_id: (await locks.release(context, { lockId, ...given({ agentId }) })).resourceId }),
    },
    status: {
      required: ['resource_id'],
      run: async ({ locks }, context, { resource_id: resourceId = '' }) => {
        const status = await locks.status(context, resourceId);
        return { resource_id: status.resourceId, locked: status.holders.length > 0, holders: status.holders.map(holderOf), waiting: status.waiting, last_fence: status.lastFence };
      },
    },
  },
});

function heldOf({ lockId, resourceId, mode, fence, expiresAtMs, ttlSeconds }: HeldLock): JsonObject {
  return { lock_id: lockId, resource_id: resourceId, mode, fence: { resource_id: fence.name, token: fence.token }, expires_at: isoTime(expiresAtMs), timeout: ttlSeconds };
}

function holderOf({ agentId, mode, fenceToken, expiresInMs, own }: LockHolderView): JsonObject {
  return { agent_id: agentId, mode, fence_token: fenceToken, expires_in_seconds: secondsOf(expiresInMs), own };
}
