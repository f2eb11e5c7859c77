import { LtmcError, type CallContext, type Clock, type LockGrant, type LockHolder } from '@ltmc/contracts';
import { parseOwner, principalTag } from '../caller.js';
import { invalid } from '../check-input.js';
import type { HeldLock, LockHolderView } from './types.js';

const HANDLE = /^(?<token>[0-9a-f]{32})\.(?<name>[A-Za-z0-9_-]+)$/u;
const MAX_NAME_BYTES = 1024;
const DOCUMENT = 'memory:';

/** The grant that a handle stands for: its secret and its lock. */
export interface LockHandle {
  readonly name: string;
  readonly token: string;
}

export function toLockId({ name, token }: LockHandle): string {
  return `${token}.${Buffer.from(name).toString('base64url')}`;
}

/** @throws LtmcError `LTMC_INVALID_INPUT` for what was never a handle. */
export function parseLockId(lockId: string): LockHandle {
  const { token, name } = HANDLE.exec(typeof lockId === 'string' ? lockId : '')?.groups ?? {};
  const handle = token !== undefined && name !== undefined && { token, name: Buffer.from(name, 'base64url').toString() };
  // What does not give the same handle again is not one of ours: bytes that are no text, bits that stand for nothing.
  if (handle && toLockId(handle) === lockId) return handle;
  throw invalid('lock_id', 'one that an acquire gave', lockId);
}

/** A document's lock has the name of the document, which is kept in this form. @throws LtmcError `LTMC_INVALID_INPUT` */
export function checkLockName(resourceId: string): string {
  if (typeof resourceId !== 'string' || resourceId.length === 0 || /[\p{Surrogate}\p{Cc}]/u.test(resourceId)) throw invalid('resource_id', 'well-formed text without control characters', resourceId);
  const name = resourceId.startsWith(DOCUMENT) ? resourceId.normalize('NFC') : resourceId;
  if (Buffer.byteLength(name) > MAX_NAME_BYTES) throw invalid('resource_id', `text of at most ${MAX_NAME_BYTES} bytes`, resourceId);
  return name;
}

/** The lock of a document; undefined for a name so long that it cannot be locked. */
export function lockOfDocument(fileName: string): string | undefined {
  const name = `${DOCUMENT}${fileName.normalize('NFC')}`;
  return Buffer.byteLength(name) > MAX_NAME_BYTES ? undefined : name;
}

/** The document that a lock is for; undefined for a lock of something else. */
export function documentOfLock(name: string): string | undefined {
  return name.startsWith(DOCUMENT) ? name.slice(DOCUMENT.length) : undefined;
}

export function toHeldLock(grant: LockGrant, clock: Clock): HeldLock {
  const { name, mode, fence, ttlMs, expiresInMs } = grant;
  return { resourceId: name, mode, lockId: toLockId(grant), fence: { name, token: fence }, expiresAtMs: Math.round(clock.nowMs() + expiresInMs), ttlSeconds: ttlMs / 1000 };
}

export function toHolderView(context: CallContext, { owner, mode, fence, expiresInMs }: LockHolder): LockHolderView {
  const { agentId, principal } = parseOwner(owner);
  return { agentId, mode, fenceToken: fence, expiresInMs, own: principal === principalTag(context) };
}

/** The grant is over; whoever had it may have lost it to another one. */
export function lockLost(name: string): LtmcError {
  return new LtmcError('LTMC_LOCK_LOST', `The lock ${JSON.stringify(name)} stands no more under this lock_id: it was released or its time ran out; acquire it anew and read again what you change`, { details: { resource_id: name } });
}
