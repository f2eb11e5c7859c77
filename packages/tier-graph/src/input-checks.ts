import { LtmcError, type EdgeFilter, type GraphBatch, type GraphEdge, type GraphMove, type GraphNode, type GraphRef, type GraphStamp } from '@ltmc/contracts';
import { relationOf } from './node-order.js';

/** Deepest search. */
export const MAX_DEPTH = 5;
/** Most results, nodes asked about, entries of a page or of a batch. */
export const MAX_COUNT = 10_000;
/** NUL, or half a surrogate pair. */
const NO_TEXT = /[\0\p{Surrogate}]/u;
const MAX_NAME = 1024;
const MAX_TEXT = 4096;
const MAX_TYPE = 256;
const KINDS: readonly string[] = ['document', 'chunk', 'message', 'concept'] satisfies GraphRef['kind'][];

export function refuse(what: string): never {
  throw new LtmcError('LTMC_INVALID_INPUT', what);
}

export function checkWhole(name: string, value: number, min: number, max: number): void {
  if (!Number.isSafeInteger(value) || value < min || value > max) refuse(`${name} must be a whole number from ${min} to ${max}, not ${value}`);
}

function checkText(name: string, value: string, max: number, min = 1): void {
  if (typeof value !== 'string' || value.length < min || value.length > max) refuse(`${name} must be a text of ${min} to ${max} characters`);
  if (NO_TEXT.test(value)) refuse(`${name} must be Unicode text without NUL`);
}

export function checkNamespace(namespace: string): void {
  checkText('namespace', namespace, 256);
}

export function checkRef(name: string, { kind, id }: GraphRef): void {
  if (!KINDS.includes(kind)) refuse(`${name}.kind must be one of ${KINDS.join(', ')}`);
  if (kind !== 'concept') return checkWhole(`${name}.id of a ${kind}`, id, 1, Number.MAX_SAFE_INTEGER);
  checkText(`${name}.id of a concept`, id, MAX_NAME);
}

export function checkNodes(nodes: readonly GraphRef[]): void {
  if (nodes.length > MAX_COUNT) refuse(`nodes must be at most ${MAX_COUNT}, not ${nodes.length}`);
  for (const node of nodes) checkRef('nodes', node);
}

export function checkFilter({ types, relations }: EdgeFilter): void {
  if ((types?.length ?? 0) > MAX_COUNT) refuse(`types must be at most ${MAX_COUNT}`);
  for (const type of types ?? []) checkText('types', type, MAX_TYPE);
  const unknown = relations?.find((relation) => !['HAS_CHUNK', 'REFERENCES', 'RELATED_TO'].includes(relation));
  if (unknown !== undefined) refuse('relations must be HAS_CHUNK, REFERENCES or RELATED_TO');
}

function checkEnds({ source, target, type }: Pick<GraphEdge, 'source' | 'target' | 'type'>): void {
  checkRef('source', source);
  checkRef('target', target);
  checkText('type', type, MAX_TYPE);
  const relation = relationOf(source, target);
  if (!relation) refuse(`there are no edges from a ${source.kind} to a ${target.kind}`);
  const fixed = relation === 'HAS_CHUNK' ? 'has_chunk' : relation === 'REFERENCES' ? 'references' : type;
  if (type !== fixed) refuse(`the type of an edge from a ${source.kind} to a ${target.kind} must be ${fixed}`);
}

function checkEdge(edge: GraphEdge): void {
  checkEnds(edge);
  if (!(edge.strength >= 0 && edge.strength <= 1)) refuse(`strength must be from 0 to 1, not ${edge.strength}`);
  if (typeof edge.automatic !== 'boolean') refuse('automatic must be true or false');
}

function checkNode(node: GraphNode): void {
  checkRef('node', node);
  if (node.kind === 'chunk') checkWhole('vectorId', node.vectorId, 0, Number.MAX_SAFE_INTEGER);
  if (node.kind === 'message') checkWhole('timestampMs', node.timestampMs, -8_640_000_000_000_000, 8_640_000_000_000_000);
  if (node.kind !== 'document') return;
  checkText('title', node.title, MAX_TEXT, 0);
  checkText('type', node.type, MAX_TYPE, 0);
}

function checkStamp({ namespace, revision }: GraphStamp): void {
  checkNamespace(namespace);
  checkWhole('revision', revision, 1, Number.MAX_SAFE_INTEGER);
}

function checkMove({ recordId, epoch, from, to }: GraphMove): void {
  checkText('move.recordId', recordId, 256);
  checkWhole('move.epoch', epoch, 0, Number.MAX_SAFE_INTEGER);
  checkWhole('move.from', from, 0, Number.MAX_SAFE_INTEGER);
  checkWhole('move.to', to, from, Number.MAX_SAFE_INTEGER);
}

/** @throws LtmcError `LTMC_INVALID_INPUT` for anything in it that no graph takes. */
export function checkBatch({ nodes = [], edges = [], removeNodes = [], removeEdges = [], move }: GraphBatch): void {
  const count = nodes.length + edges.length + removeNodes.length + removeEdges.length;
  if (count > MAX_COUNT) refuse(`a batch must have at most ${MAX_COUNT} entries, not ${count}; send it in parts`);
  for (const entry of [...nodes, ...edges, ...removeNodes, ...removeEdges]) checkStamp(entry);
  for (const { node } of nodes) checkNode(node);
  for (const { edge } of edges) checkEdge(edge);
  for (const { node } of removeNodes) checkRef('node', node);
  for (const edge of removeEdges) checkEnds(edge);
  if (move) checkMove(move);
}
