import { access } from 'node:fs/promises';
import type { Config } from '@ltmc/config';
import { LtmcError, StoreClosedError, type CallContext, type Clock, type CoordinationStore, type Logger, type RecordStore } from '@ltmc/contracts';
import type { AnswerStatistics, OrchestrationHealth, OrchestrationService } from '@ltmc/orchestration';
import type { WriteGuard } from '@ltmc/tools';

/** For how long an invalidation may go unnoticed by another process, milliseconds. */
const GENERATION_AGE_MS = 500;

/** The coordination of agents. Opened by the first who needs it: most servers serve one agent that locks nothing. */
export interface Orchestration extends AsyncDisposable {
  /** @throws LtmcError what the coordination store says; the next call tries again. */
  open(): Promise<OrchestrationService>;
  /** Where it is open. */
  readonly opened: OrchestrationService | undefined;
  readonly guard: WriteGuard;
  /** See {@link OrchestrationService.endWaits}; also of a service that is opened afterwards. */
  endWaits(): void;
  /** How often the kept answers of the tool were invalidated, as known half a second ago or later; as last known where the store is away. Never rejects. */
  generation(namespace: string, tool: string): Promise<number>;
  /** How many live in these namespaces. Where nobody has ever coordinated anything nothing is opened. @throws LtmcError what the coordination store says. */
  countAgents(namespaces: readonly string[]): Promise<number>;
  /** @throws LtmcError what the coordination store says. */
  health(): Promise<OrchestrationHealth>;
}

export interface OrchestrationParts {
  readonly config: Config;
  /** Of the coordination database, beside the record; not used with Redis. */
  readonly path: string;
  /** Keeps the fences, and what shared chunks say. */
  readonly record: Pick<RecordStore, 'fences' | 'readChunks'>;
  readonly answers: AnswerStatistics | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** On Redis where one is configured, else in a file of this machine. */
export function createLazyOrchestration({ config, path, record, answers, clock, logger }: OrchestrationParts): Orchestration {
  let opening: Promise<OrchestrationService> | undefined;
  let opened: OrchestrationService | undefined;
  let store: CoordinationStore | undefined;
  let waitsEnded = false;
  let closing: Promise<void> | undefined;
  const generations = new Map<string, { readonly atMs: number; readonly generation: Promise<number> }>();

  const openBoth = async (): Promise<OrchestrationService> => {
    const { createOrchestration } = await import('@ltmc/orchestration');
    store = await openStore(config, path, logger);
    opened = createOrchestration({ store, fences: record.fences, chunks: record, mode: config.orchestrationMode, clock, logger, ...(answers && { answers }) });
    if (waitsEnded) opened.endWaits();
    return opened;
  };
  const open = (): Promise<OrchestrationService> => {
    if (closing) return Promise.reject(new StoreClosedError('orchestration'));
    opening ??= openBoth().catch((cause: unknown) => {
      opening = undefined;
      throw cause;
    });
    return opening;
  };
  /** Nobody on this machine has ever coordinated anything where the file is not there: nothing is locked, and looking makes no file. */
  const isUsed = async (): Promise<boolean> => opening !== undefined || config.redis !== undefined || access(path).then(() => true, () => false);

  const close = async (): Promise<void> => {
    await opening?.catch(() => undefined);
    await opened?.close();
    await store?.close();
  };
  const ask = async (namespace: string, tool: string): Promise<number> => {
    if (config.orchestrationMode === 'basic' || !(await isUsed())) return 0;
    const [generation = 0] = await (await open()).toolCache.generations(namespace, [tool]);
    return generation;
  };
  return {
    open,
    get opened() { return opened; },
    endWaits: () => {
      waitsEnded = true;
      opened?.endWaits();
    },
    guard: {
      check: async (context, write) => {
        if (!write.fence && !(await isUsed())) return {};
        const locks = await lockingOf(open, write.fence !== undefined);
        return locks ? locks.checkWrite(context, write) : { degraded: ['coordination'] };
      },
    },
    generation: (namespace, tool) => {
      const key = `${namespace}\u0000${tool}`;
      const known = generations.get(key);
      if (known && performance.now() - known.atMs < GENERATION_AGE_MS) return known.generation;
      const generation = ask(namespace, tool).catch(() => known?.generation ?? 0);
      generations.set(key, { atMs: performance.now(), generation });
      return generation;
    },
    countAgents: async (namespaces) => {
      if (!(await isUsed())) return 0;
      const { agents } = await open();
      const counts = await Promise.all(namespaces.map((namespace) => agents.count({ namespace, principal: '' })));
      return counts.reduce((sum, count) => sum + count, 0);
    },
    health: async () => (await open()).health(),
    [Symbol.asyncDispose]: () => (closing ??= close()),
  };
}

/** A write without a fence goes on where nobody can be asked; one under a fence says why it does not. */
async function lockingOf(open: () => Promise<OrchestrationService>, required: boolean): Promise<OrchestrationService['locks'] | undefined> {
  try {
    return (await open()).locks;
  } catch (cause) {
    if (required || !LtmcError.is(cause)) throw cause;
    return undefined;
  }
}

async function openStore({ redis }: Config, path: string, logger: Logger): Promise<CoordinationStore> {
  const { openRedisCoordination, openSqliteCoordination } = await import('@ltmc/coordination');
  if (!redis) return openSqliteCoordination({ path, logger });
  const { required: _required, ...server } = redis;
  return openRedisCoordination({ ...server, logger });
}

/** Tells the search's findings to those who count them, where anybody does. */
export function noteUse(orchestration: Orchestration): (context: CallContext, chunkIds: readonly number[]) => void {
  return (context, chunkIds) => orchestration.opened?.buffer.noteUse(context, chunkIds);
}
