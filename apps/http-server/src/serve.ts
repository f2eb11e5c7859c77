import { loadConfig } from '@ltmc/config';
import { LtmcError } from '@ltmc/contracts';
import { createHttpApi, openTlsFiles } from '@ltmc/http-api';
import { createLogger } from '@ltmc/observability';
import { openRuntime } from '@ltmc/runtime';
import { hostsOf, needsKeys, openAccess, reachOf } from './access.js';
import { endOnSignal } from './end-on-signal.js';
import { openAudit, recordRefusals } from './open-audit.js';

const MIB = 1024 * 1024;
const MIN_BODY_BYTES = 16 * MIB;

/** Opens everything, listens, and ends in order on SIGTERM, SIGINT or SIGHUP; with TLS, SIGHUP reads the certificate anew. @throws LtmcError what is wrong with settings, storage or port. */
export async function serve(version: string): Promise<void> {
  const config = loadConfig(process.env);
  const logger = createLogger({ level: config.logLevel });
  const opened: (() => Promise<void>)[] = [() => logger.close()];
  let endWaits = (): void => undefined;
  let reload: (() => Promise<void>) | undefined;
  const closeAll = async (): Promise<void> => {
    for (const close of opened.splice(0).toReversed()) await close();
  };
  try {
    for (const notice of config.notices) logger.warn(notice);
    const tls = config.tls && (await openTlsFiles({ ...config.tls, logger }));
    if (tls) {
      opened.push(() => tls.close());
      reload = tls.reload;
    }
    const audit = openAudit(config, { keyed: await needsKeys(config), logger });
    if (audit) opened.push(() => audit.close());
    const runtime = await openRuntime(config, { logger, version, ...(audit && { audit }) });
    opened.push(() => runtime.close());
    endWaits = runtime.endWaits;
    const apiKeys = await openAccess(config, logger);
    if (apiKeys) opened.push(() => apiKeys.close());
    const api = await createHttpApi({
      registry: runtime.registry,
      catalog: runtime.catalog,
      health: () => runtime.health(),
      orchestrationHealth: () => runtime.orchestrationHealth(),
      gauges: { ...runtime.gauges, activeAgents: () => runtime.gauges.activeAgents(apiKeys?.namespaces) },
      info: { name: 'ltmc', title: 'LTMC', version },
      caller: { namespace: config.namespace, principal: 'local' },
      logger,
      allowedHosts: hostsOf(config),
      ...(apiKeys && { apiKeys }),
      ...(config.rateLimits && { rateLimits: config.rateLimits }),
      corsOrigins: config.corsOrigins,
      trustProxyHops: config.trustProxyHops,
      ...(tls && { tls }),
      ...(audit && { onRefused: recordRefusals(audit, runtime.registry.has) }),
      // The longest document, at three bytes of JSON a byte.
      maxBodyBytes: Math.max(MIN_BODY_BYTES, 3 * config.maxContentBytes + MIB),
    });
    opened.push(() => api.close());
    const url = await api.listen({ host: config.httpHost, port: config.httpPort });
    const said = [url, reachOf(config), runtime.startLine, apiKeys ? `API keys ${apiKeys.count}` : 'no API key needed'];
    process.stdout.write(`${said.filter((part) => part !== undefined).join(' | ')}\n`);
  } catch (error) {
    await closeAll();
    throw error;
  }
  if (reload) process.on('SIGHUP', reload);
  endOnSignal(reload ? ['SIGTERM', 'SIGINT'] : ['SIGTERM', 'SIGINT', 'SIGHUP'], () => {
    endWaits();
    return closeAll();
  });
}

/** What the operator reads on stderr, who may see paths. */
export function startFailure(cause: unknown): string {
  if (!LtmcError.is(cause)) return String(cause);
  if (!cause.code.startsWith('LTMC_STORE_')) return cause.message;
  return `${cause.message} (${cause.code}). The file is ${loadConfig(process.env).dbPath}; set DB_PATH to use another`;
}
