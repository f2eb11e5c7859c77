import { LtmcError } from '@ltmc/contracts';

/** The relationship types that are named in the documentation; any other lower_snake name will do as well. */
export const KNOWN_TYPES: readonly string[] = ['related_to', 'depends_on', 'references', 'supersedes', 'contradicts', 'part_of', 'derived_from', 'similar_content'];

export const SIMILAR_CONTENT = 'similar_content';
/** From a memory to its tag. */
export const TAGGED = 'tagged';

const TYPE = /^[a-z][a-z0-9_]{0,39}$/u;
/** The graph has these names for what it holds besides relations. */
const RESERVED: ReadonlySet<string> = new Set([TAGGED, 'has_chunk']);

/** @throws LtmcError `LTMC_INVALID_INPUT` for what cannot be the type of a relation between memories. */
export function checkRelationType(type: string): string {
  if (!TYPE.test(type)) throw new LtmcError('LTMC_INVALID_INPUT', `relationship_type ${JSON.stringify(type.slice(0, 60))} must be lower_snake, 1 to 40 characters, e.g. depends_on`);
  if (RESERVED.has(type)) throw new LtmcError('LTMC_INVALID_INPUT', `relationship_type ${type} is LTMC's own; give tags with store_memory, or use another name`);
  return type;
}
