import { UsageError } from './usage-error.js';

/** What `ltmc audit` was asked for. */
export type AuditCommand =
  | { readonly name: 'audit'; readonly action: 'verify'; readonly json: boolean }
  | { readonly name: 'audit'; readonly action: 'tail'; readonly count: number; readonly json: boolean };

const DEFAULT_COUNT = 20;
const MAX_COUNT = 10_000;

/**
 * @param words - what follows `audit`.
 * @throws UsageError
 */
export function readAuditCommand([action, argument, ...surplus]: readonly string[], json: boolean): AuditCommand {
  if (action !== 'verify' && action !== 'tail') throw new UsageError('say what to do: ltmc audit verify, ltmc audit tail [COUNT]');
  const extra = action === 'verify' ? argument : surplus[0];
  if (extra !== undefined) throw new UsageError(`"${extra}" is too much for ltmc audit ${action}`);
  if (action === 'verify') return { name: 'audit', action, json };
  const count = argument === undefined ? DEFAULT_COUNT : Number(argument);
  if (!Number.isInteger(count) || count < 1 || count > MAX_COUNT) throw new UsageError(`"${argument}" is no number of rows; ltmc audit tail shows 1 to ${MAX_COUNT}`);
  return { name: 'audit', action, count, json };
}
