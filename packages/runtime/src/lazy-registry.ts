import { defaultTools, type ToolRegistry } from '@ltmc/tools';

/** What stands behind a lazy registry once it is needed. */
export interface OpenedRegistry {
  readonly registry: ToolRegistry;
  /** Goes before the namespace of the caller, which could not know it yet. */
  readonly namespace: string;
}

/**
 * The tools of a runtime that is not made yet: listed at once, called once `open` has resolved. For a server that answers before its
 * configuration is read.
 * @param open - asked at every call; where it rejects, so does the call.
 */
export function createLazyRegistry(open: () => Promise<OpenedRegistry>): ToolRegistry {
  const names = new Set(defaultTools.map(({ name }) => name));
  return {
    list: () => defaultTools,
    has: (name) => names.has(name),
    call: async (name, args, context) => {
      const { registry, namespace } = await open();
      return registry.call(name, args, { ...context, namespace });
    },
  };
}
