import type { Schema } from '../sqlite/schema/migrations.js';

/** "LTMs" in ASCII. */
const APPLICATION_ID = 0x4c544d73;

/**
 * `checksum`: CRC-32 of the file's identity, the id and the signature, since SQLite has none of its own. `projection`: up to where removals have been
 * followed. `scrubs_due`: as in the record.
 */
const TABLES = `
CREATE TABLE projection (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  identity TEXT NOT NULL,
  seq INTEGER NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE signatures (
  vector_id INTEGER PRIMARY KEY,
  checksum INTEGER NOT NULL,
  signature BLOB NOT NULL
) STRICT;

CREATE TABLE scrubs_due (id INTEGER PRIMARY KEY AUTOINCREMENT) STRICT;
`;

export const SIGNATURE_SCHEMA: Schema = { applicationId: APPLICATION_ID, migrations: [{ version: 1, script: TABLES }] };

/** A chat turn takes a few hundred bytes, a chunk some thousands: two of those fit, of a page of 4096 each would leave a part unused. */
export const PAGE_BYTES = 8192;

export const SET_IDENTITY = 'INSERT INTO projection (id, identity, seq, at_ms) VALUES (1, $identity, 0, 0) ON CONFLICT DO NOTHING';

export const STATE = 'SELECT identity, seq, at_ms AS atMs FROM projection WHERE id = 1';

/** All in one blob, so that it is one statement whatever their number. */
export const PUT = `
INSERT OR REPLACE INTO signatures (vector_id, checksum, signature)
SELECT value ->> 0, value ->> 1, substr($signatures, 1 + (value ->> 2), value ->> 3) FROM json_each($rows) ORDER BY value ->> 0`;

/** CROSS JOIN fixes the order of the loops; the planner knows nothing of the sizes. */
export const READ = `
SELECT s.vector_id AS vectorId, s.checksum, s.signature
FROM json_each($vectorIds) AS given CROSS JOIN signatures AS s ON s.vector_id = given.value`;

export const REMOVE = `
DELETE FROM signatures WHERE vector_id IN (
  SELECT s.vector_id FROM json_each($ranges) AS range
  CROSS JOIN signatures AS s ON s.vector_id BETWEEN range.value ->> 'first' AND range.value ->> 'last')`;

export const MOVE = 'UPDATE projection SET seq = $seq, at_ms = $atMs WHERE seq < $seq';

/** One row with one text, as a hundred thousand rows would be as many objects. */
export const IDS = `
SELECT json_group_array(vector_id) AS ids FROM (SELECT vector_id FROM signatures WHERE vector_id BETWEEN $first AND $last ORDER BY vector_id)`;

export const COUNT = 'SELECT count(*) AS count FROM signatures';
