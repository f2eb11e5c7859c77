import type { JsonObject, StreamEvent } from '@ltmc/contracts';
import { numberOf, objectOf, textOf, textsOf } from '../read-json.js';
import type { ContextEvent } from './types.js';

const TYPES: readonly ContextEvent['type'][] = ['created', 'joined', 'left', 'updated', 'ended'];

/** What an event tells; nothing changed unless it says so. */
export interface ContextNews {
  readonly type: ContextEvent['type'];
  readonly agentId: string | null;
  readonly version: number;
  readonly changes?: JsonObject;
  readonly removed?: readonly string[];
}

export function toBody({ type, agentId, version, changes = {}, removed = [] }: ContextNews): JsonObject {
  return { type, agent_id: agentId, version, changes, removed };
}

export function fromStream({ sequence, body, atMs, redelivered }: StreamEvent): ContextEvent {
  return {
    sequence,
    type: TYPES.find((type) => type === body['type']) ?? 'updated',
    agentId: textOf(body['agent_id']),
    version: numberOf(body['version']),
    changes: objectOf(body['changes']),
    removed: textsOf(body['removed']),
    atMs,
    redelivered,
  };
}
