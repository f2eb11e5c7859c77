/**
 * A row for each purge whose bytes are not known to be gone yet: written with the purge, removed at the end of its scrub. A record from before
 * this table may hold bytes that a scrub has left.
 */
export const SCRUB_TABLE = `
CREATE TABLE scrubs_due (id INTEGER PRIMARY KEY AUTOINCREMENT) STRICT;
INSERT INTO scrubs_due SELECT NULL WHERE EXISTS (SELECT 1 FROM change_log WHERE op = 'purged');
`;
