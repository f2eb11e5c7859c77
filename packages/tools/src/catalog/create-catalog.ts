import { randomUUID } from 'node:crypto';
import { LtmcError, type CallContext, type Logger } from '@ltmc/contracts';
import { checkScope } from '../check-scope.js';
import type { ToolServices } from '../types.js';
import { completeArgument } from './complete-argument.js';
import { FIRST_PAGE, listStored, TEMPLATES } from './list-resources.js';
import { makePrompt, PROMPTS } from './prompts.js';
import { readConversation } from './read-conversation.js';
import { readMemory } from './read-memory.js';
import { readStatus } from './read-status.js';
import { parseResourceUri } from './resource-uri.js';
import type { Catalog, ResourceText } from './types.js';

export interface CatalogOptions {
  /** Called with every request that asks what is stored; opens the services with the first. */
  services(): Promise<ToolServices>;
  readonly logger: Logger;
}

const READS = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false } as const;

/** Resources, prompts and completions over the services that the tools use. */
export function createCatalog({ services, logger }: CatalogOptions): Catalog {
  /** Checks what the caller may do, runs, logs. */
  const answered = async <Result>(request: string, context: CallContext, work: () => Promise<Result>): Promise<Result> => {
    const startMs = performance.now();
    const log = (fields: object): void => logger.info('catalog', { request, execution_time_ms: Math.round((performance.now() - startMs) * 10) / 10, ...fields });
    try {
      checkScope({ name: request, annotations: READS }, context);
      const result = await work();
      log({ success: true });
      return result;
    } catch (cause) {
      if (LtmcError.is(cause)) {
        log({ success: false, code: cause.code });
        throw cause;
      }
      const errorId = randomUUID();
      logger.error('catalog', { request, success: false, code: 'LTMC_INTERNAL', error_id: errorId, cause });
      throw new LtmcError('LTMC_INTERNAL', 'the request failed for an unforeseen reason; the log tells more under the error_id', { cause, details: { error_id: errorId } });
    }
  };
  const memory = async () => (await services()).memory;

  return {
    listResources: async (cursor, context) => (cursor === undefined ? FIRST_PAGE : answered('resources/list', context, async () => listStored(await memory(), cursor, context))),
    listTemplates: () => TEMPLATES,
    readResource: (uri, context) => answered('resources/read', context, () => read(uri, context)),
    listPrompts: () => PROMPTS,
    getPrompt: (name, args, context) => answered('prompts/get', context, () => makePrompt(name, args, context, services)),
    complete: (target, argument, context) => answered('completion/complete', context, () => completeArgument(memory, context, target, argument)),
  };

  async function read(uri: string, context: CallContext): Promise<ResourceText[]> {
    const address = parseResourceUri(uri);
    if (address.kind === 'status') return readStatus(await memory(), context);
    return address.kind === 'memory' ? readMemory(await memory(), context, address) : readConversation(await memory(), context, address);
  }
}
