import { LtmcError, type GraphPosition, type GraphReader, type GraphStore } from '@ltmc/contracts';
import type { RecordView } from '../engine/record-view.js';
import type { Answered } from './types.js';

/** The graph in its two forms: live over the record's edges, and as a server that follows it. */
export interface GraphTiers {
  readonly edges: GraphReader;
  readonly store?: GraphStore;
}

/** What every question says: which state of the record the answer must not be older than. */
export interface Asked {
  readonly namespace: string;
  readonly atLeast?: GraphPosition;
  readonly signal?: AbortSignal;
}

/** A question; may be asked a second time. Undefined: the answer is no good, ask the record. */
export type Question<Found> = (reader: GraphReader, asked: Asked) => Promise<Found | undefined>;

export interface AskOptions {
  readonly record: RecordView;
  readonly graph: GraphTiers;
  readonly namespace: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks the server where it has seen everything that any process had written to the namespace before the question, else the record's own edges: the answer is
 * the same, and says who gave it.
 */
export async function askGraph<Found>({ record, graph, namespace, signal }: AskOptions, question: Question<Found>): Promise<{ readonly found: Found } & Answered> {
  const common = { namespace, ...(signal ? { signal } : {}) };
  const { edges, store } = graph;
  let away = false;
  if (store) {
    try {
      const found = await question(store, { ...common, atLeast: { recordId: record.recordId, seq: await lastOfNamespace(record, namespace) } });
      if (found !== undefined) return { found, source: store.capabilities.driver };
    } catch (error) {
      if (!LtmcError.is(error) || !NOT_NOW.has(error.code)) throw error;
      away = error.code === 'LTMC_GRAPH_UNAVAILABLE';
    }
  }
  const found = await question(edges, common);
  if (found === undefined) throw new LtmcError('LTMC_INTERNAL', 'the record gave an edge to a memory that it does not hold; run "ltmc doctor"');
  return { found, source: edges.capabilities.driver, ...(away ? { degraded: ['graph'] } : {}) };
}

/** Away, or not yet there. */
const NOT_NOW: ReadonlySet<string> = new Set(['LTMC_GRAPH_UNAVAILABLE', 'LTMC_GRAPH_OUT_OF_STEP']);

/** Changes of other namespaces, or of things that are in no graph, need not be waited for. */
async function lastOfNamespace(record: RecordView, namespace: string): Promise<number> {
  return Math.max(0, ...(await record.kindVersions(namespace, ['memory', 'message', 'edge'])));
}
