import { LtmcError } from '@ltmc/contracts';
import { closest, distance } from 'fastest-levenshtein';
import { allTools } from './default-tools.js';

/** Characters of an unknown tool's name that are repeated. */
const MAX_SHOWN_NAME = 80;
/** A name is meant that is so near: a third of its letters wrong, missing or too many. */
const NEAR_SHARE = 1 / 3;

/**
 * What is said of a tool that is not there: that it is switched off, or which one may have been meant.
 * @param known - names of those that are there.
 */
export function unknownTool(name: string, known: readonly string[]): LtmcError {
  const asked = name.slice(0, MAX_SHOWN_NAME);
  return new LtmcError('LTMC_UNKNOWN_TOOL', `unknown tool ${JSON.stringify(asked)}; ${wayOut(asked, known)}`, { details: { known } });
}

function wayOut(asked: string, known: readonly string[]): string {
  const hidden = allTools.find(({ name }) => name === asked);
  if (hidden) return `this server does not show it: its LTMC_TOOLSETS would have to name ${hidden.group}, or all`;
  const nearest = known.length === 0 ? undefined : closest(asked, known);
  return nearest !== undefined && distance(asked, nearest) <= nearest.length * NEAR_SHARE ? `did you mean ${nearest}?` : 'tools/list tells which there are';
}
