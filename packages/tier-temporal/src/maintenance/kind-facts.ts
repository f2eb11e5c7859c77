import type { JsonObject, RecordKind } from '@ltmc/contracts';
import type { Sql } from '../sqlite/connection.js';
import { memoryFacts } from './memory-facts.js';
import { messageFacts } from './message-facts.js';
import { patternFacts } from './pattern-facts.js';
import { todoFacts } from './todo-facts.js';

/** A thing in the record, by the row that its versions belong to. */
export interface Thing {
  readonly resourceId: number;
  readonly namespaceId: number;
  readonly fileName: string;
}

/** How what a kind has beyond its versions goes into an export and out of it. */
export interface KindFacts {
  /** Undefined where there is nothing to tell, of a kind for which that is usual. */
  read(sql: Sql, resourceId: number): Promise<JsonObject | undefined>;
  /** A thing may be without. Default false. */
  readonly optional?: true;
  isUsable(facts: JsonObject): boolean;
  /** Adds what the record lacks, to a thing whose versions are there; nothing twice. */
  write(sql: Sql, thing: Thing, facts: JsonObject): Promise<void>;
  /** Once everything else of the file is there: what had to wait for it. */
  settle?(sql: Sql): Promise<void>;
}

/** The kinds that have such facts; they stand in the line of a thing's first version. */
export const KIND_FACTS: Readonly<Partial<Record<RecordKind, KindFacts>>> = { memory: memoryFacts, message: messageFacts, todo: todoFacts, pattern: patternFacts };

/** Whether the facts are what the kind asks for: some kinds have them, others have none. */
export function areFactsOf(kind: RecordKind, facts: JsonObject | undefined): boolean {
  const own = KIND_FACTS[kind];
  if (facts === undefined) return own === undefined || own.optional === true;
  return own !== undefined && own.isUsable(facts);
}
