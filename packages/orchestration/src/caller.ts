import { createHash } from 'node:crypto';
import { LtmcError, type CallContext } from '@ltmc/contracts';
import { checkId } from './check-input.js';

const TAG_LENGTH = 16;

/** The agent that acts. @throws LtmcError `LTMC_INVALID_INPUT` where neither the input nor the call names one. */
export function requireAgentId({ agentId: caller }: CallContext, agentId: string | undefined): string {
  return checkId('agent_id', agentId ?? caller);
}

/** As {@link requireAgentId}, where it may be left open. */
export function optionalAgentId({ agentId: caller }: CallContext, agentId: string | undefined): string | null {
  const named = agentId ?? caller;
  return named === undefined ? null : checkId('agent_id', named);
}

/** Stands for the credential of a call in what is stored: tells two apart and tells nobody its name. */
export function principalTag({ principal }: CallContext): string {
  return createHash('sha256').update(principal).digest('hex').slice(0, TAG_LENGTH);
}

/** An agent of a credential, as text. */
export function ownerText(context: CallContext, agentId: string): string {
  return `${agentId} ${principalTag(context)}`;
}

/** What {@link ownerText} was made of. */
export function parseOwner(owner: string): { readonly agentId: string; readonly principal: string } {
  return { agentId: owner.slice(0, -TAG_LENGTH - 1), principal: owner.slice(-TAG_LENGTH) };
}

/** @param what - e.g. `The agent "a"`. */
export function notOwner(what: string, advice: string): LtmcError {
  return new LtmcError('LTMC_NOT_OWNER', `${what}; ${advice}`);
}
