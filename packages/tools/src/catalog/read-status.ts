import type { CallContext, JsonObject, JsonValue } from '@ltmc/contracts';
import type { MemoryService } from '@ltmc/memory';
import { STATUS_URI } from './resource-uri.js';
import type { ResourceText } from './types.js';

/** How much is stored in the caller's namespace, and how the parts of the server are. */
export async function readStatus(memory: MemoryService, context: CallContext): Promise<ResourceText[]> {
  const [{ memories, chunks, pendingChunks, messages, openTodos }, health] = await Promise.all([memory.overview.counts(context), memory.health()]);
  const components = Object.fromEntries(Object.entries(health).map(([name, component]) => [name, snakeKeys(component)]));
  const body = { namespace: context.namespace, memories, chunks, pending_chunks: pendingChunks, messages, open_todos: openTodos, components };
  return [{ uri: STATUS_URI, mimeType: 'application/json', text: JSON.stringify(body, undefined, 1) }];
}

function snakeKeys(component: Readonly<Record<string, unknown>>): JsonObject {
  const entries = Object.entries(component).flatMap(([name, value]): [string, JsonValue][] =>
    (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [[name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]] : []));
  return Object.fromEntries(entries);
}
