import { LtmcError, type CallContext } from '@ltmc/contracts';
import type { MemoryService } from '@ltmc/memory';
import { PROMPTS, unknownPrompt } from './prompts.js';
import { CONVERSATION_TEMPLATE, MEMORY_TEMPLATE } from './resource-uri.js';
import type { Completion, CompletionTarget } from './types.js';

/** As many as MCP lets one answer hold. */
const MOST_VALUES = 100;
/** Longer than any name: nothing holds it. */
const MAX_VALUE_LENGTH = 1024;

type Complete = (memory: MemoryService, context: CallContext, text: string) => Promise<readonly string[]>;

/** One more than is shown tells that there are more. */
const names = (field: Parameters<MemoryService['overview']['names']>[1]): Complete => ({ overview }, context, text) => overview.names(context, field, { text, limit: MOST_VALUES + 1 });

/** Names of memories, then tags. */
const topics: Complete = async (memory, context, text) => {
  const [files, tags] = await Promise.all([names('fileName')(memory, context, text), names('tag')(memory, context, text)]);
  return [...new Set([...files.slice(0, MOST_VALUES / 2), ...tags, ...files])];
};

/** Of the memories stored last. */
const resourceIds: Complete = async (memory, context, text) =>
  (await memory.list(context, { limit: MOST_VALUES })).memories.map(({ resourceId }) => String(resourceId)).filter((id) => id.startsWith(text));

/** By target and argument. */
const COMPLETIONS: Readonly<Record<string, Readonly<Record<string, Complete>>>> = {
  recall: { topic: topics },
  handoff: { session_id: names('sessionId') },
  [MEMORY_TEMPLATE]: { resource_id: resourceIds },
  [CONVERSATION_TEMPLATE]: { conversation_id: names('conversationId') },
};

/** What could be meant by a value that is being typed. */
export async function completeArgument(memory: () => Promise<MemoryService>, context: CallContext, target: CompletionTarget, { name, value }: { readonly name: string; readonly value: string }): Promise<Completion> {
  const key = 'prompt' in target ? target.prompt : target.uriTemplate;
  const ofTarget = Object.hasOwn(COMPLETIONS, key) ? COMPLETIONS[key] : undefined;
  if (!ofTarget && !PROMPTS.some((prompt) => prompt.name === key)) throw 'prompt' in target ? unknownPrompt(key) : unknownTemplate(key);
  const complete = ofTarget && Object.hasOwn(ofTarget, name) ? ofTarget[name] : undefined;
  if (!complete || value.length > MAX_VALUE_LENGTH) return { values: [], hasMore: false };
  const found = await complete(await memory(), context, value);
  return { values: found.slice(0, MOST_VALUES), hasMore: found.length > MOST_VALUES };
}

function unknownTemplate(uriTemplate: string): LtmcError {
  return new LtmcError('LTMC_NOT_FOUND', `there is no resource template ${JSON.stringify(uriTemplate.slice(0, 120))}; there are ${MEMORY_TEMPLATE} and ${CONVERSATION_TEMPLATE}`);
}
