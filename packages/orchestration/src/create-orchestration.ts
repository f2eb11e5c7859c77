import type { CallContext, Clock, Logger } from '@ltmc/contracts';
import { createAgentDirectory } from './agents/agent-directory.js';
import { createAgentRegistry } from './agents/create-agent-registry.js';
import { createAgentShelf } from './buffer/agent-shelf.js';
import { createChunkBuffer } from './buffer/create-chunk-buffer.js';
import { createJoinChunks } from './buffer/join-chunks.js';
import { createUseCounter } from './buffer/use-counter.js';
import { createContextCoordination } from './contexts/create-context-coordination.js';
import { disabledServices } from './disabled-services.js';
import { createMemoryLocking } from './locks/create-memory-locking.js';
import { createSessionStore } from './session/session-store.js';
import { createCheckpoints } from './sessions/checkpoints.js';
import { createSessionManager } from './sessions/create-session-manager.js';
import { createToolCache } from './tool-cache/create-tool-cache.js';
import { traceService } from './trace-service.js';
import { createWaits, type Waits } from './waits.js';
import type { OrchestrationMode, OrchestrationOptions, OrchestrationService, OrchestrationStatus, ServiceName } from './types.js';

const SILENT: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const SYSTEM_CLOCK: Clock = { nowMs: () => Date.now() };

/** The six services over one store. Opens nothing and asks nothing: what the store cannot do shows at the first call. */
export function createOrchestration(options: OrchestrationOptions): OrchestrationService {
  const { store, mode = 'full', logger = SILENT } = options;
  const { driver, reach } = store.capabilities;
  const services = servicesOf(mode);
  const waits = createWaits();
  const { flush, ...parts } = createServices(options, waits);
  const on = mode === 'debug' ? traceAll(parts, options) : mode === 'full' ? parts : { ...parts, ...disabledServices(mode) };
  let closing: Promise<void> | undefined;
  const shutDown = async (): Promise<void> => {
    waits.end();
    await waits.settled();
    await flush();
  };
  const close = (): Promise<void> => (closing ??= shutDown());

  const countAll = async (context: CallContext): Promise<NonNullable<OrchestrationStatus['counts']>> => {
    const space = store.space(context.namespace);
    const [agents, sessions, locks, buffered, values] = await Promise.all([
      parts.agents.count(context),
      parts.sessions.count(context),
      parts.locks.count(context),
      parts.buffer.count(context),
      space.state('shared_value').count(),
    ]);
    return { agents, sessions, locks, buffered, values };
  };
  return {
    mode,
    ...on,
    status: async (context) => {
      const counting = countAll(context).catch((cause: unknown) => {
        logger.warn('the coordination store could not be asked for its counts', { cause: String(cause) });
        return null;
      });
      const [counts, health] = await Promise.all([counting, store.health()]);
      return { mode, services, counts, driver, reach, health };
    },
    health: async () => ({ ...(await store.health()), mode, services, driver, reach }),
    endWaits: waits.end,
    close,
    [Symbol.asyncDispose]: close,
  };
}

type Services = Pick<OrchestrationService, 'agents' | 'contexts' | 'locks' | 'sessions' | 'toolCache' | 'buffer'>;

function createServices({ store, fences, chunks, answers, clock = SYSTEM_CLOCK, logger = SILENT }: OrchestrationOptions, waits: Waits): Services & { readonly flush: () => Promise<void> } {
  const directory = createAgentDirectory(store);
  const sessions = createSessionStore(store);
  const uses = createUseCounter(store, logger);
  return {
    agents: createAgentRegistry({ directory, clock }),
    contexts: createContextCoordination({ sessions, directory, waits, clock }),
    locks: createMemoryLocking({ store, fences, directory, waits, clock, logger }),
    sessions: createSessionManager({ sessions, checkpoints: createCheckpoints(store), clock }),
    toolCache: createToolCache({ store, answers, clock }),
    buffer: createChunkBuffer({ store, directory, shelf: createAgentShelf(store), uses, join: createJoinChunks(chunks, clock), clock, logger }),
    flush: () => uses.flush(),
  };
}

function traceAll(services: Services, { store, logger = SILENT }: OrchestrationOptions): Services {
  const trace = <Service extends object>(name: ServiceName, service: Service): Service => traceService(name, service, { store, logger });
  return {
    agents: trace('agent_registry', services.agents),
    contexts: trace('context_coord', services.contexts),
    locks: trace('memory_lock', services.locks),
    sessions: trace('session_state', services.sessions),
    toolCache: trace('tool_cache', services.toolCache),
    buffer: trace('shared_buffer', services.buffer),
  };
}

function servicesOf(mode: OrchestrationMode): Readonly<Record<ServiceName, boolean>> {
  const all = mode !== 'basic';
  return { agent_registry: true, memory_lock: true, session_state: true, context_coord: all, tool_cache: all, shared_buffer: all };
}
