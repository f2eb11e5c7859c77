import type { JsonObject } from '@ltmc/contracts';
import type { AskResult, PassageSource, PromptPassage } from '@ltmc/memory';
import { fitForms, type AnswerForm } from '../fit-forms.js';
import { RESPELLED, respelledIn } from '../respelled.js';
import { arrayOf, inputSchema, INTEGER, NUMBER, objectOf, outputSchema, TEXT, TEXT_OR_NULL } from '../schema.js';
import { snippetOf } from '../snippet.js';
import type { Tool } from '../types.js';

interface Input {
  readonly question: string;
  readonly conversation_id?: string;
  readonly context_limit: number;
  readonly max_tokens: number;
}

const INTEGER_OR_NULL: JsonObject = { type: ['integer', 'null'] };
const PLACE = { source: TEXT, relevance: NUMBER, resource_id: INTEGER_OR_NULL, chunk_id: INTEGER_OR_NULL, message_id: INTEGER_OR_NULL };
/** Characters of a long question that a small answer repeats. */
const SHORT_QUESTION = 60;

/** Assembles what is stored into a prompt; calls no language model. */
export const askWithContext: Tool<Input> = {
  name: 'ask_with_context',
  title: 'Ask with context',
  group: 'chat',
  description: 'Get a prompt with sources for a question, and the best quotation or null; for passages use retrieve_memory.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  reads: ['memory', 'message', 'edge'],
  aliases: { query: 'question', top_k: 'context_limit' },
  inputSchema: inputSchema(
    {
      question: { type: 'string', minLength: 1 },
      conversation_id: { type: 'string' },
      context_limit: { type: 'integer', minimum: 1, maximum: 50, default: 10 },
      max_tokens: { type: 'integer', minimum: 250, maximum: 32_000, default: 4000 },
    },
    ['question'],
  ),
  outputSchema: outputSchema(
    {
      question: TEXT,
      context: arrayOf(objectOf({ content: TEXT, ...PLACE })),
      prompt: TEXT,
      token_count: INTEGER,
      tokenizer: TEXT,
      suggested_response: TEXT_OR_NULL,
      suggested_source: { anyOf: [objectOf(PLACE), { type: 'null' }] },
      respelled: RESPELLED,
      truncated: { const: true },
    },
    ['respelled', 'truncated'],
  ),
  run: async ({ question, conversation_id: conversationId, context_limit: contextLimit, max_tokens: maxTokens }, context, { memory, countTokens }) => {
    const asked = await memory.recall.askWithContext(context, { question, contextLimit, ...(conversationId === undefined ? {} : { conversationId }) });
    return fitForms(formsOf(asked, question), { maxTokens, countTokens });
  },
};

/** The passages stand in the prompt already: where the answer would be too long with both, the list gives way. */
function formsOf(asked: AskResult, question: string): AnswerForm[] {
  const full = ({ text }: PromptPassage): string => text;
  const snippet = ({ text }: PromptPassage): string => snippetOf(text, question);
  const short = question.length > SHORT_QUESTION ? `${question.slice(0, SHORT_QUESTION)}…` : question;
  return [
    { leastShare: 0.7, answer: (maxTextTokens) => answerOf(asked, maxTextTokens, { question, content: full }) },
    { leastShare: 0.5, answer: (maxTextTokens) => answerOf(asked, maxTextTokens, { question, content: snippet }) },
    { leastShare: 0.2, answer: (maxTextTokens) => answerOf(asked, maxTextTokens, { question: short }) },
    { leastShare: 0, answer: (maxTextTokens) => answerOf({ ...asked, suggestion: null }, maxTextTokens, { question: short }) },
  ];
}

interface Form {
  readonly question: string;
  /** What the list shows of a passage; absent: there is no list. */
  readonly content?: (passage: PromptPassage) => string;
}

async function answerOf({ promptWithin, passages: all, suggestion, degraded, ...asked }: AskResult, maxTextTokens: number, { question, content }: Form): Promise<JsonObject> {
  const { text, tokenCount, tokenizer, passages } = await promptWithin(maxTextTokens);
  const shown = content === undefined ? [] : passages.map((passage) => ({ content: content(passage), ...placeOf(passage) }));
  const isWhole = passages.length === all.length && passages.every((passage, index) => !passage.truncated && shown[index]?.content === passage.text);
  return {
    success: true,
    question,
    context: shown,
    prompt: text,
    token_count: tokenCount,
    tokenizer,
    suggested_response: suggestion?.text ?? null,
    suggested_source: suggestion ? placeOf(suggestion) : null,
    ...(isWhole ? {} : { truncated: true }),
    ...(content === undefined ? {} : respelledIn(asked)),
    ...(degraded ? { degraded } : {}),
  };
}

function placeOf({ source, relevance, chunkIds }: { readonly source: PassageSource; readonly relevance: number; readonly chunkIds: readonly number[] }): JsonObject {
  const isMemory = source.kind === 'memory';
  return {
    source: isMemory ? source.fileName : `${source.agentName ?? source.role} in ${source.conversationId}`,
    relevance: Math.round(relevance * 1e4) / 1e4,
    resource_id: isMemory ? source.resourceId : null,
    chunk_id: isMemory ? (chunkIds[0] ?? null) : null,
    message_id: isMemory ? null : source.messageId,
  };
}
