/** Each step is applied once, in order; `user_version` counts them. A step that was released is never changed, only followed by another. */
export const STEPS: readonly string[] = [
  `-- The latest grant of each name. Rows are never deleted, so that epochs only rise.
   CREATE TABLE leases (
     name     TEXT PRIMARY KEY,
     owner    TEXT NOT NULL,
     epoch    INTEGER NOT NULL,
     ttl_ms   INTEGER NOT NULL,
     until_us INTEGER NOT NULL -- on the machine's monotonic clock (machine-clock.ts); 0 once released
   ) STRICT, WITHOUT ROWID;`,

  `-- Everything else that is shared. Columns until_us are on the machine's monotonic clock, columns *_at_ms on the wall clock.
   -- Which boot the times belong to (boot.ts), and the fence above which an unknown lock begins.
   CREATE TABLE machine (
     id          INTEGER PRIMARY KEY CHECK (id = 1),
     boot_id     TEXT NOT NULL,
     clock_us    INTEGER NOT NULL,
     fence_floor INTEGER NOT NULL
   ) STRICT;
   INSERT INTO machine VALUES (1, '', 0, 0);

   -- How many rows there are, so that counting reads one row instead of all; kept by triggers.
   CREATE TABLE totals (
     namespace TEXT NOT NULL,
     what      TEXT NOT NULL,
     number    INTEGER NOT NULL,
     PRIMARY KEY (namespace, what)
   ) STRICT, WITHOUT ROWID;

   CREATE TABLE state (
     namespace     TEXT NOT NULL,
     kind          TEXT NOT NULL,
     id            TEXT NOT NULL,
     version       INTEGER NOT NULL,
     fields        TEXT NOT NULL,
     updated_at_ms INTEGER NOT NULL,
     until_us      INTEGER, -- null: until it is deleted
     PRIMARY KEY (namespace, kind, id)
   ) STRICT;
   CREATE INDEX state_ending ON state (until_us, namespace, kind) WHERE until_us IS NOT NULL;
   CREATE TRIGGER state_added AFTER INSERT ON state BEGIN
     INSERT INTO totals VALUES (new.namespace, 'state ' || new.kind, 1) ON CONFLICT DO UPDATE SET number = number + 1;
   END;
   CREATE TRIGGER state_removed AFTER DELETE ON state BEGIN
     UPDATE totals SET number = number - 1 WHERE namespace = old.namespace AND what = 'state ' || old.kind;
   END;

   -- The last version of what is gone: an id that comes back goes on from there.
   CREATE TABLE former_versions (
     namespace    TEXT NOT NULL,
     kind         TEXT NOT NULL,
     id           TEXT NOT NULL,
     version      INTEGER NOT NULL,
     forget_at_ms INTEGER NOT NULL,
     PRIMARY KEY (namespace, kind, id)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX former_versions_old ON former_versions (forget_at_ms);

   CREATE TABLE members (
     namespace TEXT NOT NULL,
     kind      TEXT NOT NULL, -- the group
     id        TEXT NOT NULL,
     fields    TEXT NOT NULL,
     until_us  INTEGER NOT NULL,
     PRIMARY KEY (namespace, kind, id)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX members_ending ON members (until_us, namespace, kind);
   CREATE TRIGGER members_added AFTER INSERT ON members BEGIN
     INSERT INTO totals VALUES (new.namespace, 'members ' || new.kind, 1) ON CONFLICT DO UPDATE SET number = number + 1;
   END;
   CREATE TRIGGER members_removed AFTER DELETE ON members BEGIN
     UPDATE totals SET number = number - 1 WHERE namespace = old.namespace AND what = 'members ' || old.kind;
   END;

   -- A lock with its holders and its queue as JSON: one row is read and written by an attempt, however many wait. See lock-row.ts.
   CREATE TABLE locks (
     namespace     TEXT NOT NULL,
     name          TEXT NOT NULL,
     last_fence    INTEGER NOT NULL,
     revision      INTEGER NOT NULL, -- one more with each grant, release and place given up
     asked         INTEGER NOT NULL, -- places in the queue ever taken
     holders       TEXT NOT NULL,
     queue         TEXT NOT NULL,
     until_us      INTEGER NOT NULL, -- the latest end of a holder; 0 when nobody holds it
     granted_at_ms INTEGER NOT NULL,
     PRIMARY KEY (namespace, name)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX locks_held ON locks (until_us, namespace) WHERE until_us > 0;
   CREATE TRIGGER locks_added AFTER INSERT ON locks WHEN new.until_us > 0 BEGIN
     INSERT INTO totals VALUES (new.namespace, 'locks', 1) ON CONFLICT DO UPDATE SET number = number + 1;
   END;
   CREATE TRIGGER locks_taken AFTER UPDATE ON locks WHEN old.until_us = 0 AND new.until_us > 0 BEGIN
     INSERT INTO totals VALUES (new.namespace, 'locks', 1) ON CONFLICT DO UPDATE SET number = number + 1;
   END;
   CREATE TRIGGER locks_freed AFTER UPDATE ON locks WHEN old.until_us > 0 AND new.until_us = 0 BEGIN
     UPDATE totals SET number = number - 1 WHERE namespace = old.namespace AND what = 'locks';
   END;

   CREATE TABLE streams (
     id             INTEGER PRIMARY KEY,
     namespace      TEXT NOT NULL,
     name           TEXT NOT NULL,
     last           INTEGER NOT NULL,
     kept_from      INTEGER NOT NULL, -- the first sequence that is still there; last + 1 when none is
     appended_at_ms INTEGER NOT NULL,
     UNIQUE (namespace, name)
   ) STRICT;
   CREATE TABLE events (
     stream   INTEGER NOT NULL,
     sequence INTEGER NOT NULL,
     body     TEXT NOT NULL,
     at_ms    INTEGER NOT NULL,
     PRIMARY KEY (stream, sequence)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE readers (
     stream       INTEGER NOT NULL,
     reader       TEXT NOT NULL,
     acknowledged INTEGER NOT NULL,
     handed       INTEGER NOT NULL, -- the highest sequence that it was given
     PRIMARY KEY (stream, reader)
   ) STRICT, WITHOUT ROWID;

   CREATE TABLE counters (
     namespace TEXT NOT NULL,
     name      TEXT NOT NULL,
     value     INTEGER NOT NULL,
     until_us  INTEGER, -- null: for ever
     PRIMARY KEY (namespace, name)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX counters_ending ON counters (until_us) WHERE until_us IS NOT NULL;

   -- Uses in steps of 5 minutes of the monotonic clock.
   CREATE TABLE popularity (
     namespace TEXT NOT NULL,
     kind      TEXT NOT NULL, -- the table
     bucket    INTEGER NOT NULL,
     item      TEXT NOT NULL,
     uses      INTEGER NOT NULL,
     PRIMARY KEY (namespace, kind, bucket, item)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX popularity_old ON popularity (bucket);
   CREATE TABLE popularity_owners (
     namespace TEXT NOT NULL,
     kind      TEXT NOT NULL,
     bucket    INTEGER NOT NULL,
     owner     TEXT NOT NULL,
     item      TEXT NOT NULL,
     PRIMARY KEY (namespace, kind, bucket, owner, item)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX popularity_owners_old ON popularity_owners (bucket);`,
];
