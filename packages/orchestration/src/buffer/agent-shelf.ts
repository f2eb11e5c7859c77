import type { CallContext, CoordinationStore, StateTable } from '@ltmc/contracts';
import { changeEntry } from '../change-entry.js';
import { numberOf, objectOf } from '../read-json.js';

/** Most items of one agent that are listed; the newest stay. */
const MAX_LISTED = 1000;

/** What each agent put, so that listing it costs the same however full the buffer is. */
export interface AgentShelf {
  add(context: CallContext, agentId: string, item: { readonly itemId: string; readonly expiresAtMs: number; readonly atMs: number }): Promise<void>;
  /** Ids of items, newest first; some may be gone. */
  list(context: CallContext, agentId: string): Promise<readonly string[]>;
}

export function createAgentShelf(store: CoordinationStore): AgentShelf {
  const table = ({ namespace }: CallContext): StateTable => store.space(namespace).state('buffer_agent');
  return {
    add: (context, agentId, { itemId, expiresAtMs, atMs }) =>
      changeEntry(table(context), agentId, (entry) => {
        const before = Object.entries(objectOf(entry?.fields['items'])).map(([id, at]) => [id, numberOf(at)] as const);
        const others = before.filter(([id, at]) => id !== itemId && at > atMs);
        const items = [...others, [itemId, expiresAtMs] as const].slice(-MAX_LISTED);
        const ttlMs = Math.max(...items.map(([, at]) => at)) - atMs;
        return { result: undefined, write: { fields: { items: Object.fromEntries(items) }, ttlMs } };
      }),
    list: async (context, agentId) => Object.keys(objectOf((await table(context).get(agentId))?.fields['items'])).toReversed(),
  };
}
