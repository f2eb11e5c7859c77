/**
 * Named points at which a server is killed. A point of SQL is before or after a statement that matches, in a transaction that also ran one that is
 * `within`; a point of files is before or after a rename to a name that matches.
 *
 * A statement that is worded anew is not recognised any more; a proof then says that the point was not reached.
 */
export const SQL_POINTS = {
  'rows written': { when: 'after', matches: /INSERT INTO new_version/u },
  'before the commit': { when: 'before', matches: /^COMMIT/u, within: /INSERT INTO new_version/u },
  'after the commit': { when: 'after', matches: /^COMMIT/u, within: /INSERT INTO new_version/u },
  'key kept': { when: 'after', matches: /^COMMIT/u, within: /INTO idempotency_keys/u },
  'answer settled': { when: 'after', matches: /^COMMIT/u, within: /UPDATE idempotency_keys SET answer/u },
  'embedded': { when: 'before', matches: /INSERT INTO chunk_embeddings[^;]*\$vectors/u },
  'embeddings before their commit': { when: 'before', matches: /^COMMIT/u, within: /INSERT INTO chunk_embeddings[^;]*\$vectors/u },
  'embeddings stored': { when: 'after', matches: /^COMMIT/u, within: /INSERT INTO chunk_embeddings[^;]*\$vectors/u },
  'purge before its commit': { when: 'before', matches: /^COMMIT/u, within: /DELETE FROM resources WHERE/u },
  'purge before the scrub': { when: 'after', matches: /^COMMIT/u, within: /DELETE FROM resources WHERE/u },
  'scrub of the full text': { when: 'after', matches: /VALUES \('(merge|delete-all)'/u },
  'scrub of the log': { when: 'before', matches: /wal_checkpoint/u },
  'scrub before its end': { when: 'before', matches: /^COMMIT/u, within: /DELETE FROM scrubs_due/u },
};

export const FILE_POINTS = {
  'snapshot before its rename': { when: 'before', matches: /\.vectors$/u },
  'snapshot between its files': { when: 'after', matches: /\.vectors$/u },
  'snapshot before its pointer': { when: 'before', matches: /current\.json$/u },
  'snapshot after its pointer': { when: 'after', matches: /current\.json$/u },
};
