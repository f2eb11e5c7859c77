import { loadConfig } from '@ltmc/config';
import { LtmcError } from '@ltmc/contracts';
import { createHttpApi, openTlsFiles } from '@ltmc/http-api';
import { createLogger } from '@ltmc/observability';
import { openRuntime } from '@ltmc/runtime';
import { hostsOf, needsKeys, openAccess } from './access.js';
import { openAudit, recordRefusals } from './open-audit.js';

export const HELP = `ltmc-http: LTMC as an HTTP server: MCP, JSON-RPC 2.0, the list of tools, health and metrics on one port

  ltmc-http            starts it; POST /mcp, POST /jsonrpc, GET /tools, GET /health, GET /metrics
  ltmc-http --version  prints the version
  ltmc-http --help     prints this

Settings are environment variables; none is needed:
  DB_PATH             the SQLite file (default: ltmc.db in the data folder of your platform)
  HTTP_PORT           where it listens (default: 5050; 0 picks a free port)
  HTTP_HOST           the address it listens on (default: 127.0.0.1); beyond loopback callers need API keys
  LTMC_API_KEYS_FILE  the file of API keys (default: api-keys beside the record), see "ltmc keys"
  LTMC_ALLOWED_HOSTS  further names that Host and Origin may have, with commas between
  LTMC_TLS_CERT       a certificate (PEM) to speak HTTPS with, and LTMC_TLS_KEY its key
  LTMC_AUDIT          whether each call leaves a row in the audit trail (default: where keys are needed); "ltmc audit" reads it
  LTMC_CORS_ORIGINS   origins whose pages may call from a browser, with commas between
  LTMC_RATE_LIMITS    how often a caller may call, e.g. *=600/min,store_memory=60/min (default: *=3000/min where keys are needed)
  LTMC_TRUST_PROXY    how many proxies stand in front (default: 0)
  LTMC_NAMESPACE      whose memories these are (default: default)
  REDIS_HOST          a Redis in which servers share answers (REDIS_PORT, REDIS_PASSWORD)
  NEO4J_URI           a Neo4j that holds the graph too (NEO4J_PASSWORD)
  LOG_LEVEL           error, warn, info or debug (default: info); the log goes to stderr
`;

const MIB = 1024 * 1024;
const MIN_BODY_BYTES = 16 * MIB;
/** Five seconds for the requests in flight, five to close the rest. */
const GONE_MS = 10_000;

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
    process.stdout.write(`${url} | ${runtime.startLine} | ${apiKeys ? `API keys ${apiKeys.count}` : 'no API key needed'}\n`);
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

/** A second signal, or a part that does not close, ends the process at once; nothing acknowledged is lost by that. */
function endOnSignal(signals: readonly NodeJS.Signals[], closeAll: () => Promise<void>): void {
  let ending = false;
  const end = async (): Promise<void> => {
    if (ending) process.kill(process.pid, 'SIGKILL');
    ending = true;
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), GONE_MS).unref();
    await closeAll();
    process.exit(0);
  };
  for (const signal of signals) {
    process.on(signal, () => void end().catch((cause: unknown) => {
      process.stderr.write(`ltmc-http: closing failed: ${String(cause)}\n`);
      process.exit(1);
    }));
  }
}
