import { LtmcError, type CallContext } from '@ltmc/contracts';
import type { ToolServices } from '../types.js';
import { handoffText } from './handoff.js';
import { sessionStartText } from './session-start.js';
import type { PromptDescriptor } from './types.js';

/** Tokens of the prompt that `recall` makes. */
const RECALL_TOKENS = 4000;
const MAX_ARGUMENT_LENGTH = 10_000;

/** A prompt and how it is made; `args` has all that are required. */
interface Prompt extends PromptDescriptor {
  text(args: Readonly<Record<string, string>>, context: CallContext, services: ToolServices): Promise<string>;
}

const ALL: readonly Prompt[] = [
  {
    name: 'recall',
    title: 'Recall a topic',
    description: 'What is stored about a topic, with its sources, ready to be answered from.',
    arguments: [{ name: 'topic', description: 'A question, a subject, or the name of a memory', required: true }],
    text: async ({ topic = '' }, context, { memory }) => (await (await memory.recall.askWithContext(context, { question: topic })).promptWithin(RECALL_TOKENS)).text,
  },
  {
    name: 'handoff',
    title: 'Take over from a session',
    description: 'What an agent stored, said, planned and tried in a session, for whoever goes on from there.',
    arguments: [{ name: 'session_id', description: 'The session_id that its calls carried', required: true }],
    text: ({ session_id: sessionId = '' }, context, { memory }) => handoffText(memory, context, sessionId),
  },
  {
    name: 'session_start',
    title: 'Start a session',
    description: 'Where things stand: open todos, the latest memories and conversations.',
    arguments: [],
    text: (_args, context, { memory }) => sessionStartText(memory, context),
  },
];

/** As clients see them. */
export const PROMPTS: readonly PromptDescriptor[] = ALL.map(({ text: _text, ...descriptor }) => descriptor);

/** @throws LtmcError `LTMC_NOT_FOUND` for an unknown prompt, `LTMC_INVALID_INPUT` for its arguments. */
export async function makePrompt(name: string, args: Readonly<Record<string, string>>, context: CallContext, services: () => Promise<ToolServices>): Promise<string> {
  const prompt = ALL.find((one) => one.name === name);
  if (!prompt) throw unknownPrompt(name);
  const known = prompt.arguments.map((argument) => argument.name);
  const unknown = Object.keys(args).find((given) => !known.includes(given));
  if (unknown !== undefined) throw invalid(`${name} has no argument ${JSON.stringify(unknown.slice(0, 80))}; it takes ${known.join(', ') || 'none'}`);
  const missing = prompt.arguments.find((argument) => argument.required && (args[argument.name] ?? '').trim() === '');
  if (missing) throw invalid(`${name} needs ${missing.name}: ${missing.description}`);
  const long = known.find((argument) => (args[argument] ?? '').length > MAX_ARGUMENT_LENGTH);
  if (long !== undefined) throw invalid(`${long} has more than ${MAX_ARGUMENT_LENGTH} characters`);
  return prompt.text(args, context, await services());
}

export function unknownPrompt(name: string): LtmcError {
  return new LtmcError('LTMC_NOT_FOUND', `there is no prompt ${JSON.stringify(name.slice(0, 80))}; there are ${ALL.map((prompt) => prompt.name).join(', ')}`);
}

function invalid(message: string): LtmcError {
  return new LtmcError('LTMC_INVALID_INPUT', message);
}
