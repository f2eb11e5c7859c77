/** The versions of namespaces as far as this process has heard. They only rise. */
export interface Versions {
  known(namespace: string): number;
  /**
   * What Redis says. `newer`: keys named under the known version are outdated, name them again. `older`: Redis has lost it (emptied, or a
   * failover to a replica that lagged) and must be told, or entries of that former version would come back.
   */
  heard(namespace: string, version: number): 'same' | 'newer' | 'older';
}

export function createVersions(): Versions {
  const versions = new Map<string, number>();
  const known = (namespace: string): number => versions.get(namespace) ?? 0;
  return {
    known,
    heard: (namespace, version) => {
      const before = known(namespace);
      if (version === before) return 'same';
      if (version < before) return 'older';
      versions.set(namespace, version);
      return 'newer';
    },
  };
}
