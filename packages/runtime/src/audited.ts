import { LtmcError, type CallContext, type JsonObject } from '@ltmc/contracts';
import type { AuditEntry, AuditTrail } from '@ltmc/observability';
import type { Catalog, ToolOutcome, ToolRegistry } from '@ltmc/tools';

type Recorder = Pick<AuditTrail, 'record'>;

/** Of a long list the first are enough to know what was looked at. */
const MAX_RESOURCE_IDS = 32;
/** Stands for a name that somebody made up, which may say anything. */
const NO_TOOL = '(unknown)';

/** The registry, each call of which leaves a row. */
export function auditedRegistry(registry: ToolRegistry, audit: Recorder): ToolRegistry {
  return {
    list: () => registry.list(),
    has: (name) => registry.has(name),
    call: async (name, args, context) => {
      const startMs = performance.now();
      const outcome = await registry.call(name, args, context);
      audit.record({ tool: registry.has(name) ? name : NO_TOOL, ...callerOf(context, outcome.ok ? args : {}), ...endOf(outcome), durationMs: performance.now() - startMs });
      return outcome;
    },
  };
}

/** The catalog; what it reads for somebody leaves a row, its lists do not. */
export function auditedCatalog(catalog: Catalog, audit: Recorder): Catalog {
  const audited = async <Result>(tool: string, context: CallContext, work: () => Promise<Result>): Promise<Result> => {
    const startMs = performance.now();
    const record = (entry: Pick<AuditEntry, 'outcome' | 'errorId'>): void => audit.record({ tool, ...callerOf(context, {}), ...entry, durationMs: performance.now() - startMs });
    try {
      const result = await work();
      record({ outcome: 'ok' });
      return result;
    } catch (error) {
      const errorId = LtmcError.is(error) ? error.details['error_id'] : undefined;
      record({ outcome: LtmcError.is(error) ? error.code : 'LTMC_INTERNAL', ...(typeof errorId === 'string' ? { errorId } : {}) });
      throw error;
    }
  };
  return {
    ...catalog,
    readResource: (uri, context) => audited('resources/read', context, () => catalog.readResource(uri, context)),
    getPrompt: (name, args, context) => audited('prompts/get', context, () => catalog.getPrompt(name, args, context)),
    complete: (target, argument, context) => audited('completion/complete', context, () => catalog.complete(target, argument, context)),
  };
}

/** @param args - those of a call that worked: only they are known to be what the schema says. */
function callerOf({ namespace, principal, agentId, sessionId }: CallContext, args: unknown): Pick<AuditEntry, 'namespace' | 'principal' | 'agentId' | 'sessionId'> {
  const { agent_id: agent = agentId, session_id: session = sessionId } = isObject(args) ? args : {};
  return { namespace, principal, ...(typeof agent === 'string' ? { agentId: agent } : {}), ...(typeof session === 'string' ? { sessionId: session } : {}) };
}

function endOf(outcome: ToolOutcome): Pick<AuditEntry, 'outcome' | 'errorId' | 'resourceIds'> {
  if (!outcome.ok) return { outcome: outcome.error.code, errorId: outcome.errorId };
  const { result } = outcome;
  // What an answer is about, or the things in its list: every tool has them at the first or second level.
  const inLists = Object.values(result).flatMap((value) => (Array.isArray(value) ? value : [])).map(resourceIdOf);
  const ids = [resourceIdOf(result), ...inLists].filter((id) => id !== undefined);
  return { outcome: 'ok', ...(ids.length > 0 ? { resourceIds: [...new Set(ids)].slice(0, MAX_RESOURCE_IDS) } : {}) };
}

function resourceIdOf(value: unknown): number | undefined {
  const id = isObject(value) ? value['resource_id'] : undefined;
  return typeof id === 'number' ? id : undefined;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
