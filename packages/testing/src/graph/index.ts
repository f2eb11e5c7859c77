export { arrayEdgeReader } from './array-reader.js';
export { allEdges, compareGraphs } from './compare-graphs.js';
export { randomGraph, randomHistory } from './random-graph.js';
export type { RandomGraph } from './random-graph.js';
export { createReferenceGraph } from './reference.js';
export type { ReferenceGraph } from './reference.js';
