import type { Logger } from '@ltmc/contracts';
import type { GraphInTurn } from '@ltmc/memory';
import { takeTurn } from './take-turn.js';

/**
 * One process of the machine writes the graph at a time; the epoch of its lease goes with all it writes.
 * @param path - of the coordination database, beside the record.
 */
export function createGraphTurn(path: string, logger: Logger): GraphInTurn {
  return (work, epochAbove) => takeTurn({ path, name: 'graph-writer', epochAbove, logger }, ({ lease: { epoch }, signal }) => work({ epoch, signal }));
}
