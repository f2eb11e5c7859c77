import type { CallContext } from '@ltmc/contracts';
import { FIRST_RESOURCES, PROMPTS, RESOURCE_TEMPLATES, type Catalog } from '@ltmc/tools';

/** What stands behind a lazy catalog once it is needed. */
export interface OpenedCatalog {
  readonly catalog: Catalog;
  /** Goes before the namespace of the caller, which could not know it yet. */
  readonly namespace: string;
}

/**
 * Resources and prompts of a runtime that is not made yet: listed at once, asked once `open` has resolved; see `createLazyRegistry`.
 * @param open - asked with every request for what is stored; where it rejects, so does the request.
 */
export function createLazyCatalog(open: () => Promise<OpenedCatalog>): Catalog {
  const opened = async <Result>(context: CallContext, ask: (catalog: Catalog, own: CallContext) => Promise<Result>): Promise<Result> => {
    const { catalog, namespace } = await open();
    return ask(catalog, { ...context, namespace });
  };
  return {
    listResources: async (cursor, context) => (cursor === undefined ? FIRST_RESOURCES : opened(context, (catalog, own) => catalog.listResources(cursor, own))),
    listTemplates: () => RESOURCE_TEMPLATES,
    readResource: (uri, context) => opened(context, (catalog, own) => catalog.readResource(uri, own)),
    listPrompts: () => PROMPTS,
    getPrompt: (name, args, context) => opened(context, (catalog, own) => catalog.getPrompt(name, args, own)),
    complete: (target, argument, context) => opened(context, (catalog, own) => catalog.complete(target, argument, own)),
  };
}
