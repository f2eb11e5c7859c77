import { StoreClosedError, type Lease, type LeaseStore } from '@ltmc/contracts';
import { checkName, checkRequest } from './check-input.js';

interface Grant {
  readonly lease: Lease;
  /** On this process's monotonic clock; 0 once released. */
  readonly untilMs: number;
}

/** Reference driver: the shortest code that meets the contract. Excludes users of this very object only. */
export function createMemoryLeaseStore(): LeaseStore {
  let latest: Map<string, Grant> | undefined = new Map(); // undefined once closed
  const grants = (): Map<string, Grant> => {
    if (!latest) throw new StoreClosedError('coordination/memory');
    return latest;
  };
  const standing = (name: string): Lease | undefined => {
    const grant = grants().get(name);
    return grant && performance.now() < grant.untilMs ? grant.lease : undefined;
  };
  const stands = ({ name, epoch }: Lease): boolean => standing(name)?.epoch === epoch;
  const grant = (lease: Omit<Lease, 'expiresAtMs'>): Lease => {
    const granted = { ...lease, expiresAtMs: Date.now() + lease.ttlMs };
    grants().set(lease.name, { lease: granted, untilMs: performance.now() + lease.ttlMs });
    return granted;
  };
  const close = async (): Promise<void> => { latest = undefined; };
  return {
    capabilities: { driver: 'memory', reach: 'process' },
    acquire: async (name, request) => {
      checkRequest(name, request);
      if (standing(name)) return undefined;
      const { owner, ttlMs, epochAbove = 0 } = request;
      const before = grants().get(name)?.lease.epoch ?? 0;
      return grant({ name, owner, ttlMs, epoch: Math.max(before, epochAbove) + 1 });
    },
    renew: async ({ name, epoch }) => {
      const lease = standing(name);
      return lease?.epoch === epoch ? grant(lease) : undefined;
    },
    release: async (lease) => { if (stands(lease)) grants().set(lease.name, { lease, untilMs: 0 }); },
    isCurrent: async (lease) => stands(lease),
    holder: async (name) => {
      checkName(name);
      return standing(name);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
