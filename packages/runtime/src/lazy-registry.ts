import { chooseTools, defaultTools, TOOLSETS, type Tool, type ToolRegistry } from '@ltmc/tools';

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
 * @param toolsets - which tools are listed, see `chooseTools`; where a name is none, the default ones: `open` refuses it.
 */
export function createLazyRegistry(open: () => Promise<OpenedRegistry>, toolsets: readonly string[] = ['default']): ToolRegistry {
  const tools: readonly Tool[] = toolsets.every((name) => TOOLSETS.includes(name)) ? chooseTools(toolsets) : defaultTools;
  const names = new Set(tools.map(({ name }) => name));
  return {
    list: () => tools,
    has: (name) => names.has(name),
    call: async (name, args, context) => {
      const { registry, namespace } = await open();
      return registry.call(name, args, { ...context, namespace });
    },
  };
}
