import { readToolsets } from '@ltmc/config/toolsets';
import { LtmcError, type Logger } from '@ltmc/contracts';
import { endProcessWith, serveStdio } from '@ltmc/mcp-server';
import { createAuditTrail, createLogger, type AuditTrail } from '@ltmc/observability';
import { createLazyCatalog, createLazyRegistry, createRuntime, type OpenedCatalog, type OpenedRegistry, type Runtime } from '@ltmc/runtime';

export const HELP = `ltmc-mcp: LTMC as an MCP server over stdio, started by an MCP client (Claude Code, Claude Desktop, Cursor, ...)

  claude mcp add ltmc -- ltmc-mcp     adds it to Claude Code
  ltmc-mcp --version                  prints the version
  ltmc-mcp --help                     prints this

Settings are environment variables; none is needed:
  DB_PATH         the SQLite file (default: ltmc.db in the data folder of your platform)
  LTMC_NAMESPACE  whose memories these are (default: default)
  LTMC_TOOLSETS   default, minimal, all, or groups of tools separated by commas (default: default)
  REDIS_HOST      a Redis in which servers share answers (REDIS_PORT, REDIS_PASSWORD)
  NEO4J_URI       a Neo4j that holds the graph too (NEO4J_PASSWORD)
  LOG_LEVEL       error, warn, info or debug (default: info); the log goes to stderr
`;

/** Room for the longest document that can be allowed (64 MiB), at three bytes of JSON a byte. */
const MAX_MESSAGE_BYTES = 200 * 1024 * 1024;
/** After the first answer, as most clients ask for the tools next. A call does not wait for it. */
const START_DELAY_MS = 150;
/** A client that asks nothing learns by then, from stderr, whether the settings are good. */
const START_AT_LATEST_MS = 1_000;

type Started = OpenedRegistry & OpenedCatalog & { readonly runtime: Runtime };

/** Serves until the client leaves. Only what the first answer needs is loaded before it; settings and storage come a moment later, or with the first call. */
export function serve(version: string): void {
  let logger = createLogger();
  let audit: AuditTrail | undefined;
  let starting: Promise<Started> | undefined;

  const start = async (): Promise<Started> => {
    const { loadConfig } = await import('@ltmc/config');
    const config = loadConfig(process.env);
    logger = createLogger({ level: config.logLevel });
    audit = config.audit.enabled === true ? createAuditTrail({ ...config.audit, logger }) : undefined;
    const runtime = createRuntime(config, { logger, version, ...(audit && { audit }) });
    process.stderr.write(`${runtime.startLine}\n`);
    for (const notice of config.notices) logger.warn(notice);
    return { runtime, registry: runtime.registry, catalog: runtime.catalog, namespace: config.namespace };
  };
  const started = (): Promise<Started> => {
    starting ??= start();
    starting.catch(giveUp);
    return starting;
  };
  /** What cannot be opened is logged, and each call says why: a full disk may be mended while the client runs. */
  const open = (): void => void started().then(({ runtime }) => runtime.open().catch(() => undefined), () => undefined);
  const endWaits = (): void => void starting?.then(({ runtime }) => runtime.endWaits(), () => undefined);
  const close = async (): Promise<void> => {
    await (await starting)?.runtime.close();
    await audit?.close();
    await logger.close();
  };

  const current = forwardTo(() => logger);
  const server = serveStdio({
    registry: createLazyRegistry(started, readToolsets(process.env)),
    catalog: createLazyCatalog(started),
    info: { name: 'ltmc', title: 'LTMC', version },
    caller: { namespace: 'default', principal: 'local' },
    logger: current,
    maxMessageBytes: MAX_MESSAGE_BYTES,
    onFirstAnswer: () => void setTimeout(open, START_DELAY_MS).unref(),
  });
  endProcessWith({ server, endWaits, close, logger: current });
  setTimeout(open, START_AT_LATEST_MS).unref();
}

function giveUp(cause: unknown): void {
  process.stderr.write(`ltmc-mcp: ${LtmcError.is(cause) ? cause.message : String(cause)}\n`);
  process.exit(1);
}

/** The level of the log is known only once the settings are read. */
function forwardTo(current: () => Logger): Logger {
  return {
    debug: (...line) => current().debug(...line),
    info: (...line) => current().info(...line),
    warn: (...line) => current().warn(...line),
    error: (...line) => current().error(...line),
  };
}
