import type { VectorDigest, VectorHit, VectorIdRange } from '@ltmc/contracts';
import { createGraph, type Graph, type GraphSettings } from './graph.js';
import { digestOf } from './digest.js';
import type { NativeGraphFactory } from './native-graph.js';
import type { IndexState, Requests } from './protocol.js';
import { createTopHits, type TopHits } from './top-hits.js';
import { createVectorRows, type RowsView, type VectorRows } from './vector-rows.js';

/** How long the background work may keep a waiting search waiting. */
const SLICE_MS = 4;
/** Rows are compacted, and the graph built anew, when more than this share of them is dead. */
const DEAD_SHARE = 0.25;
const DEAD_AT_LEAST = 32;
/** Looking at one graph candidate costs about as much as scanning this many rows, one after the other (measured, see README). */
const ROWS_PER_CANDIDATE = 5;
/** Scanning a row far from the one before costs about as much as scanning this many neighbours (measured: memory latency). */
const ROWS_PER_SCATTERED_ROW = 2;
/** A filtered graph search fetches this much more than the filter's share calls for, as the share varies around the query. */
const FILTER_MARGIN = 1.5;
/** Graph candidates per wanted hit; keeps recall up for long answers. */
const CANDIDATES_PER_HIT = 3;

export interface SpaceIndexOptions extends GraphSettings {
  readonly dimension: number;
  /** Up to so many vectors there is no graph. */
  readonly exactUpTo: number;
  /** Graph candidates looked at per search, at least. */
  readonly efSearch: () => number;
  /** Absent: every search is an exact scan. */
  readonly create: NativeGraphFactory | undefined;
  /** Told when the background work fails; searches then scan what is not in the graph. */
  onFailure(error: unknown): void;
}

/** What a snapshot brings back. */
export interface SavedIndex {
  readonly rows: RowsView;
  readonly graph: Graph | undefined;
  readonly cursor: number;
}

/** A moment of the index, to be written to files. */
export interface IndexView {
  readonly rows: RowsView;
  readonly cursor: number;
  /** The graph that will stay; it changes with the next turn of the event loop. */
  readonly graph: Graph | undefined;
}

/** The vectors of one space inside the worker: rows, graph, and the choice between them. */
export interface SpaceIndex {
  readonly state: IndexState;
  /** Rows in the graph that a snapshot would keep. */
  readonly covered: number;
  apply(batch: Requests['apply']['args']): void;
  search(request: Omit<Requests['search']['args'], 'index'>): VectorHit[];
  /** Asks the graph once more what it was asked lately, and an exact scan beside it; undefined where there is no such query. Each query once. */
  compareRecent(): RecallSample | undefined;
  digest(range: VectorIdRange): VectorDigest;
  view(): IndexView;
  /** Stops the background work. */
  stop(): void;
}

/** What the graph found of what is nearest to one query. */
export interface RecallSample {
  /** Of an exact scan. */
  readonly wanted: number;
  /** Those that the graph found too. */
  readonly found: number;
  readonly graphMs: number;
  readonly exactMs: number;
}

/** Queries that are remembered to be asked again, the newest. */
const RECENT = 16;
/** How many of the nearest are compared. */
const COMPARED = 50;

export function createSpaceIndex(options: SpaceIndexOptions, saved?: SavedIndex): SpaceIndex {
  const { dimension, exactUpTo, create } = options;
  const rows = createVectorRows(dimension, saved?.rows);
  let cursor = saved?.cursor ?? 0;
  /** Answers searches; while a new graph is built after many removals, this is still the old one. */
  let serving = saved?.graph;
  let growing = saved?.graph;
  let growth: NodeJS.Immediate | undefined;

  const kill = (row: number): void => {
    serving?.kill(row);
    if (growing !== serving) growing?.kill(row);
  };

  /** Puts waiting rows into the graph for one slice of time; searches come in between. */
  const grow = (): void => {
    growth = undefined;
    try {
      growSlice();
    } catch (error) {
      serving = growing = undefined;
      options.onFailure(error);
    }
  };
  const growSlice = (): void => {
    if (!growing) return;
    const until = performance.now() + SLICE_MS;
    while (growing.covered < rows.length && performance.now() < until) {
      const row = growing.covered;
      growing.add(rows.idAt(row) === 0 ? undefined : rows.vectorAt(row));
    }
    if (serving !== growing && growing.covered >= (serving?.covered ?? 0)) serving = growing;
    plan();
  };
  const plan = (): void => {
    if (growing && growing.covered < rows.length) growth ??= setImmediate(grow);
  };

  /** After rows came or went: makes, rebuilds or drops the graph as their number asks for. */
  const adapt = (scrub = false): void => {
    if (rows.live <= exactUpTo / 2) serving = growing = undefined;
    const dead = rows.length - rows.live;
    const worthwhile = dead > Math.max(DEAD_AT_LEAST, rows.length * DEAD_SHARE) && serving === growing;
    if (scrub || worthwhile) {
      const survivors = rows.compact();
      // While a second graph is being built, the first has had its rows renamed already, which works only once.
      if (serving === growing) serving?.renameRows(survivors);
      else serving = undefined;
      growing = undefined;
    }
    if (create && !growing && rows.live > exactUpTo) {
      growing = createGraph(create, dimension, options);
      serving ??= growing;
    }
    plan();
  };
  adapt();

  const searchNearest = ({ query, limit, allowed, exact }: Omit<Requests['search']['args'], 'index'>): { readonly hits: VectorHit[]; readonly byGraph: boolean } => {
    const top = createTopHits(Math.min(limit, rows.live, allowed?.length ?? Infinity));
    const fetch = exact ? undefined : graphFetch(rows, limit, allowed, options.efSearch());
    if (serving && fetch && searchGraph(rows, serving, query, fetch, top, allowed)) return { hits: top.take(), byGraph: true };
    top.take();
    if (allowed) rows.scanIds(query, allowed, top);
    else rows.scan(query, 0, rows.length, top);
    return { hits: top.take(), byGraph: false };
  };

  const recent: { readonly query: Float32Array; readonly limit: number }[] = [];
  const remember = (query: Float32Array, limit: number): void => {
    if (recent.push({ query, limit }) > RECENT) recent.shift();
  };
  const compareRecent = (): RecallSample | undefined => {
    const again = recent.pop();
    if (!again) return undefined;
    const request = { ...again, allowed: undefined, include: undefined };
    const startMs = performance.now();
    const { hits: graph, byGraph } = searchNearest({ ...request, exact: false });
    const graphMs = performance.now() - startMs;
    if (!byGraph) return undefined;
    const exact = searchNearest({ ...request, exact: true }).hits.slice(0, COMPARED);
    const ids = new Set(graph.map(({ vectorId }) => vectorId));
    return { wanted: exact.length, found: exact.filter(({ vectorId }) => ids.has(vectorId)).length, graphMs, exactMs: performance.now() - startMs - graphMs };
  };

  return {
    get covered() { return growing?.covered ?? 0; },
    get state() { return { size: rows.live, cursor }; },
    apply: (batch) => {
      for (const range of batch.remove) for (const row of rows.remove(range)) kill(row);
      batch.ids.forEach((id, position) => {
        const died = rows.put(id, batch.vectors, position * dimension);
        if (died >= 0) kill(died);
      });
      ({ cursor } = batch);
      adapt(batch.scrub);
    },
    search: (request) => {
      const { hits, byGraph } = searchNearest(request);
      if (byGraph && !request.allowed) remember(request.query, request.limit);
      return request.include ? withIncluded(rows, request.query, hits, request.include) : hits;
    },
    compareRecent,
    digest: (range) => digestOf(rows.within(range)),
    view: () => ({ rows: rows.view(), cursor, graph: growing }),
    stop: () => { clearImmediate(growth); },
  };
}

/** Nearest and included together, best first. */
function withIncluded(rows: VectorRows, query: Float32Array, nearest: readonly VectorHit[], include: Float64Array): VectorHit[] {
  const known = new Set(nearest.map(({ vectorId }) => vectorId));
  const missing = include.filter((id) => !known.has(id));
  const top = createTopHits(missing.length);
  rows.scanIds(query, missing, top);
  return [...nearest, ...top.take()].toSorted((a, b) => b.similarity - a.similarity || a.vectorId - b.vectorId);
}

/** How much to ask the graph for. */
interface GraphFetch {
  readonly count: number;
  readonly ef: number;
}

/** Undefined where scanning all (allowed) rows is cheaper than the graph. */
function graphFetch(rows: VectorRows, limit: number, allowed: Float64Array | undefined, efSearch: number): GraphFetch | undefined {
  const count = allowed ? Math.ceil((limit * rows.live * FILTER_MARGIN) / Math.max(1, allowed.length)) : limit;
  const ef = Math.max(efSearch, CANDIDATES_PER_HIT * limit, count);
  const scanCost = allowed ? allowed.length * ROWS_PER_SCATTERED_ROW : rows.live;
  return ef * ROWS_PER_CANDIDATE < scanCost ? { count, ef } : undefined;
}

/** Graph, then the rows it does not cover yet. False when too few hits came together, as happens behind a filter. */
function searchGraph(rows: VectorRows, graph: Graph, query: Float32Array, { count, ef }: GraphFetch, top: TopHits, allowed?: Float64Array): boolean {
  // Scored again from the rows: the same bits as an exact scan gives, so that ties and merges are exact.
  for (const row of graph.search(query, count, ef)) rows.scanRow(query, row, top, allowed);
  rows.scan(query, graph.covered, rows.length, top, allowed);
  return top.full;
}
