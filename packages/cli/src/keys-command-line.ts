import { UsageError } from './usage-error.js';

/** What `ltmc keys` was asked for. */
export type KeysCommand =
  | { readonly name: 'keys'; readonly action: 'add'; readonly principal: string; readonly namespace: string | undefined; readonly scopes: readonly string[] }
  | { readonly name: 'keys'; readonly action: 'list'; readonly json: boolean }
  | { readonly name: 'keys'; readonly action: 'revoke'; readonly key: string };

/** The options that a part of the actions takes. */
export interface KeysOptions {
  readonly namespace: string | undefined;
  readonly scopes: string | undefined;
  readonly json: boolean;
}

const DEFAULT_SCOPES = 'read,write';

/**
 * @param words - what follows `keys`.
 * @throws UsageError
 */
export function readKeysCommand([action, argument, ...surplus]: readonly string[], { namespace, scopes, json }: KeysOptions): KeysCommand {
  if (action !== 'add' && action !== 'list' && action !== 'revoke') throw new UsageError(`say what to do: ltmc keys add NAME, ltmc keys list, ltmc keys revoke ID`);
  const extra = action === 'list' ? argument : surplus[0];
  if (extra !== undefined) throw new UsageError(`"${extra}" is too much for ltmc keys ${action}`);
  if (json && action !== 'list') throw new UsageError(`ltmc keys ${action} takes no --json`);
  if (action !== 'add' && (namespace !== undefined || scopes !== undefined)) throw new UsageError(`ltmc keys ${action} takes no --${scopes === undefined ? 'namespace' : 'scopes'}`);
  if (action === 'list') return { name: 'keys', action, json };
  if (argument === undefined) throw new UsageError(action === 'add' ? 'say whose key it is: ltmc keys add NAME' : 'say which one: ltmc keys revoke ID');
  if (action === 'revoke') return { name: 'keys', action, key: argument };
  return { name: 'keys', action, principal: argument, namespace, scopes: (scopes ?? DEFAULT_SCOPES).toLowerCase().split(',').map((scope) => scope.trim()) };
}
