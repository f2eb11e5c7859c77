/**
 * The highest token seen of each fence; rows are only ever added and raised. The name stands here as its SHA-256: a fence outlives the document that it
 * is named for, and a purge must leave nothing of that, not even the name.
 */
export const FENCE_TABLE = `
CREATE TABLE fences (
  namespace TEXT NOT NULL,
  name_hash BLOB NOT NULL,
  highest INTEGER NOT NULL CHECK (highest > 0),
  PRIMARY KEY (namespace, name_hash)
) STRICT, WITHOUT ROWID;
`;
