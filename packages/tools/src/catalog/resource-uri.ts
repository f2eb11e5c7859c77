import { LtmcError } from '@ltmc/contracts';

export const STATUS_URI = 'ltmc://status';
export const MEMORY_TEMPLATE = 'ltmc://memory/{resource_id}';
export const CONVERSATION_TEMPLATE = 'ltmc://conversation/{conversation_id}';

/** What an address names. */
export type ResourceAddress =
  | { readonly kind: 'status' }
  /** `from`: characters of the text before the part that is meant. */
  | { readonly kind: 'memory'; readonly resourceId: number; readonly from: number }
  /** `before`: the message before which the part that is meant ends. */
  | { readonly kind: 'conversation'; readonly conversationId: string; readonly before: number | undefined };

const MEMORY = /^ltmc:\/\/memory\/(?<id>[1-9]\d{0,14})(?:\?from=(?<from>\d{1,15}))?$/;
const CONVERSATION = /^ltmc:\/\/conversation\/(?<id>[^?#]+)(?:\?before=(?<before>\d{1,15}))?$/;

/** @throws LtmcError `LTMC_NOT_FOUND` for an address that can name nothing. */
export function parseResourceUri(uri: string): ResourceAddress {
  if (uri === STATUS_URI) return { kind: 'status' };
  const memory = MEMORY.exec(uri)?.groups;
  if (memory) return { kind: 'memory', resourceId: Number(memory['id']), from: Number(memory['from'] ?? 0) };
  const conversation = CONVERSATION.exec(uri)?.groups;
  const conversationId = conversation && decoded(conversation['id'] ?? '');
  if (conversationId === undefined) throw new LtmcError('LTMC_NOT_FOUND', `there is no resource ${JSON.stringify(uri.slice(0, 120))}; there are ${MEMORY_TEMPLATE}, ${CONVERSATION_TEMPLATE} and ${STATUS_URI}`);
  const before = conversation?.['before'];
  return { kind: 'conversation', conversationId, before: before === undefined ? undefined : Number(before) };
}

/** @param from - characters of the text that go before. Default 0. */
export function memoryUri(resourceId: number, from = 0): string {
  return `ltmc://memory/${resourceId}${from === 0 ? '' : `?from=${from}`}`;
}

/** @param before - a message's id: what was said before it. Default: what was said last. */
export function conversationUri(conversationId: string, before?: number): string {
  return `ltmc://conversation/${encodeURIComponent(conversationId)}${before === undefined ? '' : `?before=${before}`}`;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined; // half an escape names nothing
  }
}
