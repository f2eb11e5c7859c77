import { CHAT_TABLES } from './chats.js';
import { CODE_TABLES } from './code.js';
import { EDGE_TABLES } from './edges.js';
import { FENCE_TABLE } from './fences.js';
import { FULL_TEXT_ANEW, FULL_TEXT_TERMS } from './full-text.js';
import { RECORD_TABLES } from './record.js';
import { SCRUB_TABLE } from './scrubs.js';
import { STATEMENT_INDEXES } from './statements.js';
import { TODO_TABLES } from './todos.js';
import { TOLD_TIMES } from './told-times.js';

/** Marks a file as an LTMC record: "LTMC" in ASCII. */
export const APPLICATION_ID = 0x4c544d43;

/** One step of the schema. Steps are only ever added; a record's version is the number of steps it has seen. */
export interface Migration {
  readonly version: number;
  readonly script: string;
}

export const MIGRATIONS: readonly Migration[] = [
  { version: 1, script: [RECORD_TABLES, CHAT_TABLES, TODO_TABLES, CODE_TABLES, EDGE_TABLES].join('') },
  { version: 2, script: SCRUB_TABLE },
  { version: 3, script: FENCE_TABLE },
  { version: 4, script: FULL_TEXT_TERMS },
  { version: 5, script: STATEMENT_INDEXES },
  { version: 6, script: FULL_TEXT_ANEW },
  { version: 7, script: TOLD_TIMES },
];

/** What a file of one sort is made of. */
export interface Schema {
  /** Marks the file as one of this sort. */
  readonly applicationId: number;
  readonly migrations: readonly Migration[];
}

export const RECORD_SCHEMA: Schema = { applicationId: APPLICATION_ID, migrations: MIGRATIONS };
