import { LtmcError } from '@ltmc/contracts';
import { allTools, defaultTools } from './default-tools.js';
import type { Tool } from './types.js';

/** What `minimal` holds: storing, finding and reading, and the todos. */
const MINIMAL: ReadonlySet<string> = new Set(['store_memory', 'retrieve_memory', 'get_memory']);

const PRESETS: Readonly<Record<string, readonly Tool[]>> = {
  default: defaultTools,
  minimal: defaultTools.filter(({ name, group }) => MINIMAL.has(name) || group === 'todo'),
  all: allTools,
};

/** Every name that a choice of tools may hold: presets, then groups. */
export const TOOLSETS: readonly string[] = [...Object.keys(PRESETS), ...new Set(allTools.map(({ group }) => group))];

/**
 * The tools that are shown, in the order in which clients see them.
 * @param toolsets - names of {@link TOOLSETS}; what any of them holds. Empty means `default`.
 * @throws LtmcError `LTMC_CONFIG_INVALID` naming what is no toolset.
 */
export function chooseTools(toolsets: readonly string[]): readonly Tool[] {
  const unknown = toolsets.filter((name) => !TOOLSETS.includes(name));
  if (unknown.length > 0) {
    throw new LtmcError('LTMC_CONFIG_INVALID', `LTMC_TOOLSETS names ${unknown.map((name) => JSON.stringify(name)).join(', ')}; it may hold ${TOOLSETS.join(', ')}`, { details: { unknown, known: TOOLSETS } });
  }
  if (toolsets.length === 0) return defaultTools;
  const chosen = new Set(toolsets.flatMap((name) => PRESETS[name] ?? allTools.filter(({ group }) => group === name)));
  return allTools.filter((tool) => chosen.has(tool));
}
