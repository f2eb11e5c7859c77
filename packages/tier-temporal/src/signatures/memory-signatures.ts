import { StoreClosedError, type SignaturePosition, type SignatureSpace, type SignatureStore } from '@ltmc/contracts';
import { requireWhole } from './require-whole.js';

/** Reference driver: the shortest code that meets the contract. Nothing survives the process. */
export function createMemorySignatures({ space }: { readonly space: SignatureSpace }): SignatureStore {
  const START: SignaturePosition = { seq: 0, atMs: 0 };
  let held: Map<number, Uint8Array> | undefined = new Map();
  let followed = START;
  const open = (): Map<number, Uint8Array> => {
    if (!held) throw new StoreClosedError('signatures/memory');
    return held;
  };
  const close = async (): Promise<void> => { held = undefined; };
  return {
    capabilities: { driver: 'memory', persistent: false, multiProcess: false },
    space,
    losses: 0,
    put: async (entries) => {
      const signatures = open();
      requireWhole(entries, space);
      for (const { vectorId, signature } of entries) signatures.set(vectorId, Uint8Array.from(signature));
    },
    read: async (vectorIds) => {
      const signatures = open();
      return vectorIds.map((vectorId) => signatures.get(vectorId));
    },
    position: async () => {
      open();
      return followed;
    },
    apply: async ({ remove, position }) => {
      const signatures = open();
      for (const vectorId of signatures.keys()) if (remove.some(({ first, last }) => first <= vectorId && vectorId <= last)) signatures.delete(vectorId);
      if (position.seq > followed.seq) followed = position;
    },
    idsIn: async ({ first, last }) => Float64Array.from(open().keys()).filter((vectorId) => first <= vectorId && vectorId <= last).toSorted(),
    count: async () => open().size,
    clear: async () => {
      open().clear();
      followed = START;
    },
    removeFormer: async () => {
      open();
      return 0;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
