import type { CallContext, GraphEdge } from '@ltmc/contracts';
import type { RecallEngine } from '../recall-engine.js';
import type { RouteHit } from '../types.js';
import { searchKind, type SourceAnswer, type SourceQuery } from './search-kind.js';

/** Relations shown of one memory. */
const MAX_RELATIONS = 8;
/** A query that names a memory is about it. */
const NAMED = 1;
const FILE_NAME = /[\w/-]+\.[a-z]{1,5}\b/gi;
const MAX_NAMED = 3;

/** A memory whose relations are asked for. */
interface Entity {
  readonly resourceId: number;
  readonly fileName: string;
  readonly relevance: number;
}

/** The memories that the query names or that fit it, as far as they have relations, with these. */
export async function searchRelations(engine: RecallEngine, context: CallContext, query: SourceQuery): Promise<SourceAnswer> {
  const [named, { rated, degraded }] = await Promise.all([namedIn(engine, context, query.query), searchKind(engine, context, 'memory', query)]);
  const entities = distinct([...named, ...rated]).slice(0, query.topK);
  if (entities.length === 0) return { hits: [], degraded };
  const found = await engine.record.edges.source(() => engine.clock.nowMs()).edgesOf({ namespace: context.namespace, nodes: entities.map(({ resourceId }) => ({ kind: 'document', id: resourceId })), relations: ['RELATED_TO'], limit: MAX_RELATIONS * entities.length });
  const nameOf = await namesOf(engine, context, entities, found);
  const hits = entities.flatMap((entity): RouteHit[] => {
    const own = found.filter(({ source, target }) => source.id === entity.resourceId || target.id === entity.resourceId).slice(0, MAX_RELATIONS);
    if (own.length === 0) return [];
    const content = own.map(({ source, target, type }) => `${nameOf(source)} ${type} ${nameOf(target)}`).join('\n');
    return [{ source: 'graph', id: entity.resourceId, title: entity.fileName, content, relevance: entity.relevance }];
  });
  return { hits, degraded };
}

async function namedIn({ record }: RecallEngine, { namespace }: CallContext, query: string): Promise<Entity[]> {
  const names = [...new Set(query.match(FILE_NAME) ?? [])].slice(0, MAX_NAMED);
  const versions = await Promise.all(names.map((fileName) => record.getVersion(namespace, { fileName })));
  return versions.flatMap((version) => (version ? [{ resourceId: version.resourceId, fileName: version.fileName, relevance: NAMED }] : []));
}

function distinct(entities: readonly Entity[]): Entity[] {
  return entities.filter(({ resourceId }, index) => entities.findIndex((other) => other.resourceId === resourceId) === index);
}

async function namesOf({ record }: RecallEngine, { namespace }: CallContext, entities: readonly Entity[], edges: readonly GraphEdge[]): Promise<(ref: GraphEdge['source']) => string> {
  const names = new Map(entities.map(({ resourceId, fileName }) => [resourceId, fileName]));
  const ends = edges.flatMap(({ source, target }) => [source, target]).flatMap((ref) => (ref.kind === 'document' ? [ref.id] : []));
  const unknown = [...new Set(ends)].filter((id) => !names.has(id));
  for (const version of await Promise.all(unknown.map((resourceId) => record.getVersion(namespace, { resourceId })))) if (version) names.set(version.resourceId, version.fileName);
  return (ref) => (ref.kind === 'document' ? names.get(ref.id) ?? `memory ${ref.id}` : String(ref.id));
}
