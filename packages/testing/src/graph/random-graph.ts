import type { EdgeFilter, GraphBatch, GraphEdge, GraphNode, GraphRef, GraphStamp } from '@ltmc/contracts';
import fc from 'fast-check';

/** A small graph and questions about it. Few nodes and many edges, so that cycles, parallel ways, ties and loops are common. */
export interface RandomGraph {
  readonly edges: readonly GraphEdge[];
  readonly questions: readonly { readonly from: GraphRef; readonly to: GraphRef; readonly maxDepth: number; readonly filter: EdgeFilter }[];
}

const DOCUMENT = fc.integer({ min: 1, max: 6 }).map((id): GraphRef => ({ kind: 'document', id }));
/** One that sorts otherwise by UTF-16 unit than by code point. */
const CONCEPT = fc.constantFrom('a', 'B', '\u{ff21}', '\u{1f600}', "x' OR 1=1").map((id): GraphRef => ({ kind: 'concept', id }));
const CHUNK = fc.integer({ min: 1, max: 4 }).map((id): GraphRef => ({ kind: 'chunk', id }));
const MESSAGE = fc.integer({ min: 1, max: 3 }).map((id): GraphRef => ({ kind: 'message', id }));
const RELATING = fc.oneof({ weight: 3, arbitrary: DOCUMENT }, CONCEPT);
const ANY = fc.oneof({ weight: 4, arbitrary: DOCUMENT }, CONCEPT, CHUNK, MESSAGE);

const TYPES = ['depends_on', 'similar_content', 'references', 'tagged'];
const STRENGTH = fc.oneof(fc.constantFrom(0, 0.1, 0.25, 0.5, 0.7, 1), fc.double({ min: 0, max: 1, noNaN: true }).map((strength) => strength + 0)); // no -0
const AUTOMATIC = fc.boolean();

const EDGE: fc.Arbitrary<GraphEdge> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ source: RELATING, target: RELATING, type: fc.constantFrom(...TYPES), strength: STRENGTH, automatic: AUTOMATIC }) },
  { weight: 2, arbitrary: fc.record({ source: DOCUMENT, target: CHUNK, type: fc.constant('has_chunk'), strength: fc.constant(1), automatic: fc.constant(false) }) },
  { weight: 2, arbitrary: fc.record({ source: MESSAGE, target: CHUNK, type: fc.constant('references'), strength: STRENGTH, automatic: AUTOMATIC }) },
);

const FILTER: fc.Arbitrary<EdgeFilter> = fc.record({
  direction: fc.constantFrom('out', 'in', 'both'),
  types: fc.subarray([...TYPES, 'has_chunk', 'unknown']),
  relations: fc.subarray(['HAS_CHUNK', 'REFERENCES', 'RELATED_TO'] as const, { minLength: 1 }),
  automatic: AUTOMATIC,
}, { requiredKeys: [] });

/** @param questions - how many are asked about each graph. */
export function randomGraph(questions: number): fc.Arbitrary<RandomGraph> {
  return fc.record({
    edges: fc.uniqueArray(EDGE, { minLength: 1, maxLength: 24, size: 'max', selector: ({ source, target, type }) => JSON.stringify([source, target, type]) }),
    questions: fc.array(fc.record({ from: ANY, to: ANY, maxDepth: fc.integer({ min: 1, max: 5 }), filter: FILTER }), { minLength: questions, maxLength: questions }),
  });
}

const NODE: fc.Arbitrary<GraphNode> = fc.oneof(
  fc.record({ kind: fc.constant('document'), id: fc.integer({ min: 1, max: 6 }), title: fc.constantFrom('', 'A', "B'; //"), type: fc.constantFrom('', 'note') }),
  fc.record({ kind: fc.constant('chunk'), id: fc.integer({ min: 1, max: 4 }), vectorId: fc.integer({ min: 0, max: 2 ** 52 }) }),
  fc.record({ kind: fc.constant('message'), id: fc.integer({ min: 1, max: 3 }), timestampMs: fc.integer({ min: -1, max: 2 ** 42 }) }),
  CONCEPT.map(({ id }): GraphNode => ({ kind: 'concept', id: String(id) })),
);

/** A history of batches in two namespaces, with revisions that go up and down and the same nodes and edges written, removed and written again. */
export function randomHistory(namespaces: readonly [string, string]): fc.Arbitrary<GraphBatch[]> {
  const stamped = <Entry extends object>(entry: fc.Arbitrary<Entry>, maxLength: number): fc.Arbitrary<(Entry & GraphStamp)[]> =>
    fc.array(fc.tuple(entry, fc.record({ namespace: fc.constantFrom(...namespaces), revision: fc.integer({ min: 1, max: 9 }) })).map(([fields, stamp]) => ({ ...fields, ...stamp })), { maxLength });
  return fc.array(fc.record({
    edges: stamped(fc.record({ edge: EDGE }), 8),
    nodes: stamped(fc.record({ node: NODE }), 3),
    removeEdges: stamped(EDGE.map(({ source, target, type }) => ({ source, target, type })), 5),
    removeNodes: stamped(fc.record({ node: ANY }), 2),
  }), { minLength: 1, maxLength: 8 });
}
