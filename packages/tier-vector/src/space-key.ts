import type { VectorSpace } from '@ltmc/contracts';

/** The name under which a space is kept: equal for the same namespace and fingerprint. */
export function spaceKey({ namespace, fingerprint }: VectorSpace): string {
  return JSON.stringify([namespace, fingerprint]);
}
