import type { GraphHealth, GraphStore, Logger } from '@ltmc/contracts';
import { auth, driver as createNeo4jDriver } from 'neo4j-driver';
import { DEFAULT_MAX_EDGES } from '../edges-driver.js';
import { createSearches, checkQuery, type CheckedQuery } from '../graph-queries.js';
import { checkBatch, checkNamespace, checkNodes, checkWhole, MAX_COUNT, refuse } from '../input-checks.js';
import { checkMove, checkPosition } from '../position-checks.js';
import { clearGraph } from './clear-graph.js';
import { createConnection, type Connection } from './connection.js';
import { countGraph, listEdges, listNodes, readStatistics } from './list-graph.js';
import { readDegrees, readEdges, warmUp } from './read-edges.js';
import { prepareSchema } from './schema.js';
import { lockCursor, readCursor, writeCursor } from './state.js';
import type { Send } from './transaction.js';
import { trackDriver } from './tracked-driver.js';
import { writeBatch } from './write-batch.js';

export interface Neo4jGraphOptions {
  /** `bolt://`, `neo4j://` (routed), each with `+s` for TLS with a certificate of a known authority or `+ssc` for any. */
  readonly uri: string;
  /** Default `neo4j`. */
  readonly user?: string;
  readonly password: string;
  /** Default: the server's default database. */
  readonly database?: string;
  /** Fail at opening when the server is away or refuses the password. Default false: open degraded, and heal. */
  readonly required?: boolean;
  /** Deadline of a question, milliseconds. Default 1000. */
  readonly readTimeoutMs?: number;
  /** Deadline of a batch, of each step of clearing, and of statistics, milliseconds. Default 5000. */
  readonly writeTimeoutMs?: number;
  /** So many calls are with the server at once; further ones wait. Default 32. */
  readonly maxConcurrent?: number;
  /** So many wait; further ones are refused. Default 256. */
  readonly maxWaiting?: number;
  /** First pause before a lost server is tried again, milliseconds; doubled each time. Default 100. */
  readonly retryMinMs?: number;
  /** Longest pause, milliseconds. Default 5000. */
  readonly retryMaxMs?: number;
  /** So many edges one search may look at; beyond it the answer says `truncated`. Default 20,000. */
  readonly maxEdges?: number;
  /** Default: nothing is logged. */
  readonly logger?: Logger;
}

const SILENT: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * A graph in Neo4j, 5.x or later. Constraints are made where they are missing. Without `required` it opens whatever the server does, and
 * every call rejects with `LTMC_GRAPH_UNAVAILABLE` at once until the server is back.
 * @throws LtmcError `LTMC_INVALID_INPUT` for an option, `LTMC_GRAPH_UNAVAILABLE` where `required` and not there.
 */
export async function openNeo4jGraph(options: Neo4jGraphOptions): Promise<GraphStore> {
  const connection = connectionFor(options);
  const away = await connection.connect();
  if (away && options.required) {
    connection.close();
    throw away;
  }
  return storeOn(connection, options);
}

function connectionFor({ uri, user = 'neo4j', password, database, readTimeoutMs = 1000, writeTimeoutMs = 5000, maxConcurrent = 32, maxWaiting = 256, retryMinMs = 100, retryMaxMs = 5000, logger = SILENT }: Neo4jGraphOptions): Connection {
  const server = serverOf(uri);
  const limits = { readTimeoutMs, writeTimeoutMs, maxConcurrent, maxWaiting, retryMinMs, retryMaxMs };
  for (const [name, value] of Object.entries(limits)) checkWhole(name, value, name === 'maxWaiting' ? 0 : 1, 3_600_000);
  return createConnection({
    ...limits, server, database, logger,
    prepare: prepareSchema,
    warmUp,
    uri,
    createDriver: () => trackDriver(createNeo4jDriver(uri, auth.basic(user, password), {
      disableLosslessIntegers: true,
      connectionTimeout: readTimeoutMs,
      connectionAcquisitionTimeout: readTimeoutMs,
      // Calls given up at their deadline hold theirs until the server has noticed.
      maxConnectionPoolSize: 2 * maxConcurrent,
      userAgent: 'ltmc-tier-graph',
      telemetryDisabled: true,
    })),
  });
}

/** Without what must not be shown. */
function serverOf(uri: string): string {
  const { protocol, host, username } = URL.canParse(uri) ? new URL(uri) : { protocol: '', host: '', username: '' };
  if (!/^(?:bolt|neo4j)(?:\+s|\+ssc)?:$/u.test(protocol) || host === '') refuse('uri must be bolt://host:port or neo4j://host:port, with +s or +ssc for TLS');
  if (username !== '') refuse('uri must not hold a user; give user and password on their own');
  return `${protocol}//${host}`;
}

function storeOn(connection: Connection, { maxEdges = DEFAULT_MAX_EDGES, writeTimeoutMs = 5000 }: Neo4jGraphOptions): GraphStore {
  const read = <Result>(query: Partial<CheckedQuery>, work: (send: Send) => Promise<Result>, deadlineMs?: number): Promise<Result> =>
    connection.run({ mode: 'READ', signal: query.signal, ...(deadlineMs && { deadlineMs }) }, (send) => placed(send, query, work));
  const write = <Result>(work: (send: Send) => Promise<Result>): Promise<Result> => connection.run({ mode: 'WRITE' }, work);
  const close = async (): Promise<void> => connection.close();
  const checkPage = ({ namespace, limit }: { namespace: string; limit: number }): void => {
    checkNamespace(namespace);
    checkWhole('limit', limit, 1, MAX_COUNT);
  };
  return {
    capabilities: { driver: 'neo4j', live: false, persistent: true },
    ...createSearches((query, search) => read(query, (send) => search((nodes, { direction, limit }) => readEdges(send, { ...query, nodes, direction, limit }))), maxEdges),
    degrees: async ({ nodes, ...query }) => {
      checkQuery(query, 1);
      checkNodes(nodes);
      return read(query, (send) => readDegrees(send, { ...query, nodes, direction: query.direction ?? 'both' }));
    },
    statistics: async ({ limit = 10, ...query }) => {
      checkQuery(query, limit);
      return read(query, (send) => readStatistics(send, query.namespace, limit), writeTimeoutMs);
    },
    listEdges: async (query) => (checkPage(query), read(query.signal ? { signal: query.signal } : {}, (send) => listEdges(send, query))),
    listNodes: async (query) => (checkPage(query), read(query.signal ? { signal: query.signal } : {}, (send) => listNodes(send, query))),
    counts: async (namespace) => (checkNamespace(namespace), read({}, (send) => countGraph(send, namespace), writeTimeoutMs)),
    cursor: () => read({}, readCursor),
    apply: async (batch) => {
      checkBatch(batch);
      const { move } = batch;
      // A fill begins: the server may have come back empty, without its indexes, since the connection was made.
      if (move?.from === 0) await write(prepareSchema);
      await write(async (send) => {
        if (move) checkMove(await lockCursor(send), move);
        await writeBatch(send, batch);
        if (move) await writeCursor(send, { recordId: move.recordId, seq: move.to, epoch: move.epoch });
      });
    },
    clear: ({ namespace, epoch } = {}) => clearGraph(write, { namespace, epoch }),
    health: () => probe(connection),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Asked for a position, the graph must stand there before the first edge is read and still after the last. */
async function placed<Result>(send: Send, { atLeast }: Partial<CheckedQuery>, work: (send: Send) => Promise<Result>): Promise<Result> {
  if (!atLeast) return work(send);
  const check = async (): Promise<void> => checkPosition(await readCursor(send), atLeast);
  const [result] = await Promise.all([work(send), check()]);
  await check();
  return result;
}

async function probe(connection: Connection): Promise<GraphHealth> {
  const startMs = performance.now();
  try {
    const cursor = await connection.run({ mode: 'READ' }, readCursor);
    return { state: 'ok', latencyMs: performance.now() - startMs, cursor };
  } catch (cause) {
    return { state: 'unavailable', why: cause instanceof Error ? cause.message : 'it does not answer' };
  }
}
