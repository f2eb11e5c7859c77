/**
 * One grant of a lease: a plain value that says what was granted and holds nothing open. Whether it still stands, only the store knows.
 */
export interface Lease {
  readonly name: string;
  /** Who asked, as they called themselves; for people and logs, and never what tells two holders apart. */
  readonly owner: string;
  /**
   * Number of this grant: positive, and higher than that of every earlier grant of the same name, whoever got it. It stays the same
   * through renewals. What is published under a lease carries it, so that a late arrival of a former holder can be recognised.
   */
  readonly epoch: number;
  /** For how long a grant or renewal holds, milliseconds. */
  readonly ttlMs: number;
  /**
   * When it ends unless renewed, Unix epoch milliseconds by the wall clock of the process that reads it. For people and logs: a wall
   * clock jumps, so nothing may be decided by it.
   */
  readonly expiresAtMs: number;
}

/** What somebody who wants a lease asks for. */
export interface LeaseRequest {
  /** Who asks, 1 to 256 characters, e.g. host and process id. Need not be unique. */
  readonly owner: string;
  /** 1 to 86,400,000 (a day). Longer than the longest stall that the holder should survive; renew at a third of it. */
  readonly ttlMs: number;
  /**
   * The highest epoch found where the work is published, 0 or more: the grant is higher, even if the store has lost its memory (its file was
   * deleted, its server emptied). Default 0.
   */
  readonly epochAbove?: number;
}

/** What a lease driver can do; read by callers and by the contract suite. */
export interface LeaseCapabilities {
  /** `memory`, `sqlite` or `redis` */
  readonly driver: string;
  /** Between whom a lease excludes: users of this store object, processes of one machine, machines of a network. */
  readonly reach: 'process' | 'machine' | 'network';
}

/**
 * Leases: at most one holder of a name at a time, for a time that runs out by itself, so that nobody has to clean up after a dead one.
 *
 * **A lease saves work, an epoch protects data.** A holder can be stopped at any instant (SIGSTOP, a suspended laptop, a long pause of the
 * garbage collector) and go on after its lease has passed to another. No lease can prevent that. So the holder asks `isCurrent` right
 * before it publishes; and because it can still be stopped between that answer and the effect, what it publishes must carry its epoch, or
 * be harmless when it comes late.
 *
 * **Time.** A lease runs on the store's own clock, which never goes back and which all users of the store share: the kernel's monotonic
 * clock on one machine (it stands still while the machine sleeps, for everybody alike), the server's clock on a network. The wall clocks
 * of the users, and their jumps, play no part. A grant from before a reboot, or from before the store's clock was set anew, has ended. The holder
 * counts its time from before it asked, on its own monotonic clock, and is thereby never later than the store. What has run out never
 * stands again, also when nobody else has taken it.
 *
 * **Not re-entrant.** While a grant stands nobody gets another, not even the same owner: a name may come back after a restart (process 1 of
 * a container), and two parts of a program may share it.
 *
 * **Names** are few and fixed (`vector-snapshot`, `graph-writer`), 1 to 2,048 characters: the epoch of each is kept for ever.
 *
 * Every call rejects with `LTMC_STORE_CLOSED` after `close()`, and may reject with `LTMC_STORE_BUSY` (retryable) or another
 * `LTMC_STORE_...` code where the store lies outside of the process. A rejected `acquire` may have been granted all the same; it then runs out unused.
 */
export interface LeaseStore extends AsyncDisposable {
  readonly capabilities: LeaseCapabilities;
  /**
   * Takes the lease if nobody holds it. Does not wait: ask again later.
   * @returns undefined while another grant stands.
   * @throws LtmcError `LTMC_INVALID_INPUT` for a name, owner, `ttlMs` or `epochAbove` out of range.
   */
  acquire(name: string, request: LeaseRequest): Promise<Lease | undefined>;
  /**
   * The heartbeat: the lease holds for `lease.ttlMs` from now.
   * @returns the same grant with its new end; undefined when it has run out, was released, or another one was granted. It is lost for good then.
   */
  renew(lease: Lease): Promise<Lease | undefined>;
  /** Ends the grant at once. Does nothing when it stands no more: the lease of a later holder is safe from a former one. */
  release(lease: Lease): Promise<void>;
  /** Whether this very grant stands: not run out, not released, nobody else's turn. Asked right before a result is published. */
  isCurrent(lease: Lease): Promise<boolean>;
  /** The grant that stands; undefined when nobody holds the lease. For health reports; to take the lease just `acquire`. */
  holder(name: string): Promise<Lease | undefined>;
  /** Idempotent; ends waits for the store. Leases are not released, they run out: release those you hold first. */
  close(): Promise<void>;
}
