import type { ContextLinkInput, MessageInput, RecordStore, StoredMessage } from '@ltmc/contracts';
import { NAMESPACE } from './fixture.js';

/** A message of one chunk. */
export function message(content: string, fields: Partial<MessageInput> & { readonly context?: string } = {}): MessageInput {
  const { context = null, ...others } = fields;
  return {
    namespace: NAMESPACE, conversationId: 'talk', role: 'user', content, agentName: null, sourceTool: null, metadata: {}, timestampMs: 1000, agentId: null, sessionId: null,
    chunks: [{ content, startOffset: 0, endOffset: content.length, heading: null, context }], recordedAtMs: 1000, ...others,
  };
}

/** Logs a message that must not be a replay. */
export async function log(record: RecordStore, content: string, fields: Parameters<typeof message>[1] = {}): Promise<StoredMessage> {
  const outcome = await record.chats.log(message(content, fields));
  if (outcome.kind !== 'written') throw new Error('a write without a key cannot be a replay');
  return outcome.result;
}

/** A link an agent states. */
export function stated(chunkId: number, strength = 1): ContextLinkInput {
  return { chunkId, strength, automatic: false };
}
