import { LtmcError, type CallContext, type Scope } from '@ltmc/contracts';
import type { ToolDescriptor } from './types.js';

/** @throws LtmcError `LTMC_SCOPE_MISSING` where the caller's credential does not permit the tool or request. What it says of itself (`readOnlyHint`) decides. */
export function checkScope({ name, annotations }: Pick<ToolDescriptor, 'name' | 'annotations'>, { scopes }: CallContext): void {
  if (scopes === undefined || scopes.includes('admin')) return;
  const needed: Scope = annotations.readOnlyHint ? 'read' : 'write';
  if (scopes.includes(needed)) return;
  const message = `${name} needs an API key with the scope ${needed}, and this one has ${scopes.join(' and ') || 'none'}; use a key that has it`;
  throw new LtmcError('LTMC_SCOPE_MISSING', message, { details: { needed_scope: needed } });
}
