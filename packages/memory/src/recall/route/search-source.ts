import type { CallContext, RecordKind } from '@ltmc/contracts';
import type { RecallEngine } from '../recall-engine.js';
import type { RouteHit, RouteName } from '../types.js';
import { searchKind, type RatedHits, type SourceAnswer, type SourceQuery } from './search-kind.js';
import { searchRelations } from './search-relations.js';

/** What one source holds for a query. */
export async function searchSource(engine: RecallEngine, context: CallContext, route: RouteName, query: SourceQuery): Promise<SourceAnswer> {
  if (route === 'graph') return searchRelations(engine, context, query);
  const { rated, degraded } = await searchKind(engine, context, KINDS[route], query);
  return { hits: await JOINS[route](engine, context, rated), degraded };
}

const KINDS: Readonly<Record<Exclude<RouteName, 'graph'>, RecordKind>> = { memory: 'memory', chat: 'message', code: 'pattern', todos: 'todo' };

type Join = (engine: RecallEngine, context: CallContext, rated: RatedHits) => Promise<RouteHit[]>;

/** Each kind joined to its own table: what it is called there, and under which id. */
const JOINS: Readonly<Record<Exclude<RouteName, 'graph'>, Join>> = {
  memory: async (_engine, _context, rated) => rated.map(({ resourceId, fileName, content, relevance }) => ({ source: 'memory', id: resourceId, title: fileName, content, relevance })),
  chat: async ({ record }, { namespace }, rated) => {
    const messages = new Map((await record.chats.read(namespace, idsOf(rated))).map((message) => [message.resourceId, message]));
    return rated.flatMap(({ resourceId, relevance }): RouteHit[] => {
      const message = messages.get(resourceId);
      return message ? [{ source: 'chat', id: message.messageId, title: `${message.agentName ?? message.role} in ${message.conversationId}`, content: message.content, relevance }] : [];
    });
  },
  code: async ({ record }, { namespace }, rated) => {
    const patterns = await record.code.patterns(namespace, idsOf(rated));
    const hits = rated.flatMap(({ resourceId, relevance }): RouteHit[] => {
      const pattern = patterns.find(({ resourceIds }) => resourceIds.includes(resourceId));
      return pattern ? [{ source: 'code', id: pattern.patternId, title: pattern.inputPrompt, content: pattern.generatedCode, relevance }] : [];
    });
    // A pattern is found by each of its prompts and by its code.
    return hits.filter(({ id }, index) => hits.findIndex((other) => other.id === id) === index);
  },
  todos: async ({ record }, { namespace }, rated) => {
    const todos = new Map((await record.todos.read(namespace, idsOf(rated))).map((todo) => [todo.resourceId, todo]));
    return rated.flatMap(({ resourceId, relevance }): RouteHit[] => {
      const todo = todos.get(resourceId);
      return todo ? [{ source: 'todos', id: todo.todoId, title: todo.title, content: todo.description, relevance }] : [];
    });
  },
};

function idsOf(rated: RatedHits): { readonly resourceIds: readonly number[] } {
  return { resourceIds: rated.map(({ resourceId }) => resourceId) };
}
