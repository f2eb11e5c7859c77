/** What a write shows to prove that its lock still stands: the lock's name and the number of the grant. */
export interface Fence {
  /** Name of the lock, 1 to 1,024 bytes of well-formed text; that of a stored document is `memory:{file_name}`, in NFC as file names are (whatever begins with `memory:` is taken so). */
  readonly name: string;
  /** `LockGrant.fence`: a positive safe integer. */
  readonly token: number;
}

/**
 * The highest fence seen of each name, kept with the memories: this is what makes a late write of a former lock holder harmless. One number
 * per namespace and name, which only rises.
 */
export interface FenceRecord {
  /** 0 where none was seen. */
  highest(namespace: string, name: string): Promise<number>;
  /**
   * A lock was granted: from now on lower numbers are refused. Durable once resolved.
   * @returns the highest before. Only where that is lower than the number is the grant the first with it: a lock store that lost its memory in between gives a
   * number out twice, and of those who raise it at once one gets the lower answer.
   */
  raise(namespace: string, fence: Fence): Promise<number>;
}
