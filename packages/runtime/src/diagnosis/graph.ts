import type { Config } from '@ltmc/config';
import { LtmcError } from '@ltmc/contracts';
import { openNeo4jGraph } from '@ltmc/tier-graph';
import { note, ok, problem, type Finding } from './finding.js';

const MEND = 'check NEO4J_URI, NEO4J_USER and NEO4J_PASSWORD, and that the server runs';

/**
 * Asks the graph's server once, if there is one.
 * @param recordId - absent where there is no record yet.
 */
export async function checkGraph({ neo4j }: Config, recordId: string | undefined): Promise<Finding[]> {
  if (!neo4j) return [];
  try {
    await using store = await openNeo4jGraph({ ...neo4j, required: true });
    const { recordId: found, seq } = await store.cursor();
    if (found === undefined) return [note('neo4j', 'the graph is empty; a running server fills it')];
    if (found !== recordId) return [note('neo4j', 'the graph was filled from another record; a running server empties it and fills it anew', 'give each record a database of its own with NEO4J_DATABASE')];
    return [ok('neo4j', `answers, and holds the graph up to change ${seq}`)];
  } catch (error) {
    if (!LtmcError.is(error)) throw error;
    return neo4j.required
      ? [problem('neo4j', `${error.message}; no server starts meanwhile`, `${MEND}; or unset NEO4J_REQUIRED`)]
      : [note('neo4j', `${error.message}; relations are answered from the record meanwhile`, MEND)];
  }
}
