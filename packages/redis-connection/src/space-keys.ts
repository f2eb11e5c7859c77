/** The name of every key in which one namespace coordinates. Those that begin with `@` never meet an entry of the cache or a state. */
export interface SpaceKeys {
  /**
   * HASH: one state, `{kind}:{id}`, e.g. `session:{session_id}` with `agents`, `context` and `created_at`. A field of the hash is a key of the object with its value as JSON, but for `@version`
   * and `@updated_at_ms`; a key that itself begins with `@` has one more. An id that ends with `:heartbeat` gets a colon behind it, lest it be taken for a sign of life.
   */
  state(kind: string, id: string): string;
  /** What {@link state} begins with. */
  statePrefix(kind: string): string;
  /** ZSET of the ids of a kind, all with score 0: the order of a list. */
  stateIds(kind: string): string;
  /** ZSET: when the states of a kind end by themselves, Unix epoch milliseconds. */
  stateEnds(kind: string): string;
  /** HASH: the last version of states that are gone or will go by themselves. */
  stateVersions(kind: string): string;
  /** ZSET: since when states are gone; after 30 days their versions are forgotten. */
  stateGone(kind: string): string;
  /** SET: the ids of a group, `active_{group}s`, e.g. `active_agents`; those without a heartbeat are not in it any more. */
  members(group: string): string;
  /** STRING that ends by itself: the fields of a living member as JSON, e.g. `agent:{id}:heartbeat`. */
  heartbeat(group: string, id: string): string;
  /** ZSET: until when the members of a group live, Unix epoch milliseconds. */
  memberEnds(group: string): string;
  /**
   * HASH: one lock: `fence`, its last one, `number`, that of its last ticket, `gone`, how many have left it, `born_ms`, since when it is
   * known, `seen_ms`, when it was last changed; `held:{token}` for each holder, `wait:{ticket}` for each in the queue. Kept for 30 days after its last grant. Also the channel on which it is told that somebody has left.
   */
  lock(name: string): string;
  /** ZSET: until when names are locked. */
  readonly locked: string;
  /** ZSET: when names were last granted; fences are forgotten 30 days later. */
  readonly granted: string;
  /** STREAM of at most 10,000 events, their ids `{sequence}-0`; ends 7 days after its last event. Also the channel on which it is told that there is a new one. */
  stream(name: string): string;
  /** HASH: per reader of a stream the sequence it has acknowledged and the one it was given. Its field without a name: the last sequence. */
  streamReaders(name: string): string;
  /** STRING: a shared number. */
  counter(name: string): string;
  /** ZSET: how often the items of a table were used in 5 minutes; `bucket` counts them from the Unix epoch. Ends after a day. */
  uses(table: string, bucket: number | string): string;
  /** ZSET: the same for an hour. */
  hourlyUses(table: string, hour: number | string): string;
  /** SET: which owner has used which item in 5 minutes. */
  users(table: string, bucket: number | string): string;
}

/** @param namespace - `default` has its keys right under the prefix, another one under `n:{namespace}:`. */
export function spaceKeys(prefix: string, namespace: string): SpaceKeys {
  const base = namespace === 'default' ? prefix : `${prefix}n:${encodeURIComponent(namespace)}:`;
  return {
    state: (kind, id) => `${base}${kind}:${id}${/:heartbeat:*$/u.test(id) ? ':' : ''}`,
    statePrefix: (kind) => `${base}${kind}:`,
    stateIds: (kind) => `${base}@state_ids:${kind}`,
    stateEnds: (kind) => `${base}@state_ends:${kind}`,
    stateVersions: (kind) => `${base}@state_versions:${kind}`,
    stateGone: (kind) => `${base}@state_gone:${kind}`,
    members: (group) => `${base}active_${group}s`,
    heartbeat: (group, id) => `${base}${group}:${id}:heartbeat`,
    memberEnds: (group) => `${base}@member_ends:${group}`,
    lock: (name) => `${base}@lock:${name}`,
    locked: `${base}@locked`,
    granted: `${base}@granted`,
    stream: (name) => `${base}@stream:${name}`,
    streamReaders: (name) => `${base}@stream_readers:${name}`,
    counter: (name) => `${base}@counter:${name}`,
    uses: (table, bucket) => `${base}@uses:${table}:${bucket}`,
    hourlyUses: (table, hour) => `${base}@uses_hourly:${table}:${hour}`,
    users: (table, bucket) => `${base}@users:${table}:${bucket}`,
  };
}
