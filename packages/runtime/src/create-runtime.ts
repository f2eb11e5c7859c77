import type { Config } from '@ltmc/config';
import { LtmcError, StoreClosedError, type Clock, type Logger } from '@ltmc/contracts';
import type { AuditTrail } from '@ltmc/observability';
import { chooseTools, createCatalog, createToolRegistry } from '@ltmc/tools';
import { auditedCatalog, auditedRegistry } from './audited.js';
import { healthReport } from './health-report.js';
import { orchestrationReport } from './orchestration-report.js';
import { cacheName } from './open-cache.js';
import type { OpenedServices } from './open-services.js';
import type { Runtime } from './runtime.js';

export interface RuntimeOptions {
  readonly logger: Logger;
  /** Default: the system clock. */
  readonly clock?: Clock;
  /** Of the program that runs it; shown in the start line. */
  readonly version: string;
  /** Told of every call. Stays the owner's to close, after the runtime. Default: nobody is told. */
  readonly audit?: Pick<AuditTrail, 'record'>;
}

/** A runtime that opens with the first call: `registry.list()` answers before any database, model or index is loaded. */
export function createRuntime(config: Config, { logger, clock = { nowMs: () => Date.now() }, version, audit }: RuntimeOptions): Runtime {
  let opening: Promise<OpenedServices> | undefined;
  let closing: Promise<void> | undefined;

  const services = (): Promise<OpenedServices> => {
    if (closing) return Promise.reject(new StoreClosedError('runtime'));
    if (!opening) {
      const attempt = import('./open-services.js').then(({ openServices }) => openServices(config, { logger, clock, version }));
      opening = attempt;
      // A full disk or a locked folder may be mended while the server runs: the next call tries again.
      attempt.catch((cause: unknown) => {
        opening = undefined;
        logger.error('LTMC could not open its data', { data_path: config.dbPath, ...reasonOf(cause) });
      });
    }
    return opening;
  };

  const close = async (): Promise<void> => {
    // What failed to open has been closed and logged already.
    const opened = await opening?.catch(() => undefined);
    await opened?.[Symbol.asyncDispose]();
  };

  const registry = createToolRegistry({ tools: chooseTools(config.toolsets), logger, services: async () => (await services()).tools });
  const catalog = createCatalog({ logger, services: async () => (await services()).tools });
  return {
    registry: audit ? auditedRegistry(registry, audit) : registry,
    catalog: audit ? auditedCatalog(catalog, audit) : catalog,
    startLine: `LTMC ${version} | data ${config.dbPath} | record sqlite, vectors hnsw, cache ${cacheName(config)}, graph ${config.neo4j ? 'neo4j' : 'edges'} | namespace ${config.namespace}`,
    open: async () => {
      await services();
    },
    health: () => healthReport(config, services, clock),
    orchestrationHealth: () => orchestrationReport(config, services, clock),
    gauges: {
      activeAgents: async (namespaces) => (await services()).gauges.activeAgents(namespaces),
      pendingEmbeddings: async () => (await services()).gauges.pendingEmbeddings(),
      answers: async () => (await services()).gauges.answers(),
      caches: async () => (await services()).gauges.caches(),
    },
    endWaits: () => void opening?.then(({ orchestration }) => orchestration.endWaits(), () => undefined),
    close: () => (closing ??= close()),
    [Symbol.asyncDispose]: () => (closing ??= close()),
  };
}

/** A stack helps only where nobody foresaw the failure. */
function reasonOf(cause: unknown): Record<string, unknown> {
  if (!LtmcError.is(cause)) return { cause };
  const { code, message: why } = cause;
  return { code, why, ...(code.startsWith('LTMC_STORE_') && { mend: 'DB_PATH names the file' }), ...(cause.cause !== undefined && { cause: String(cause.cause) }) };
}

/** {@link createRuntime}, opened. @throws LtmcError what the record says: `LTMC_STORE_...`, `LTMC_NATIVE_MISSING`. */
export async function openRuntime(config: Config, options: RuntimeOptions): Promise<Runtime> {
  const runtime = createRuntime(config, options);
  await runtime.open();
  return runtime;
}
