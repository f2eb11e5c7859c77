import { LtmcError, type CallContext, type JsonObject } from '@ltmc/contracts';
import type { OrchestrationService } from '@ltmc/orchestration';
import { inputSchema, outputSchema } from '../schema.js';
import type { ActionParameters, Tool, ToolDescriptor } from '../types.js';

/** What one action takes beside `action`, and does. `Input` holds the parameters of all actions. */
export interface Action<Input> extends ActionParameters {
  readonly required?: readonly (keyof Input & string)[];
  readonly optional?: readonly (keyof Input & string)[];
  run(services: OrchestrationService, context: CallContext, input: Input): Promise<JsonObject>;
}

export interface ActionToolOptions<Input> extends Pick<ToolDescriptor, 'name' | 'title' | 'description'> {
  /** Parameters of all actions. */
  readonly parameters: Readonly<Record<keyof Input & string, JsonObject>>;
  readonly actions: Readonly<Record<string, Action<Input>>>;
  /** Fields of the answers of all actions. */
  readonly answers: Readonly<Record<string, JsonObject>>;
}

/** A call as the schema has admitted it. */
type ActionCall<Input> = Input & { readonly action: string };

/** A tool of several actions: each takes its own parameters, and refuses those of another one by name. */
export function actionTool<Input extends object>({ name, title, description, parameters, actions, answers }: ActionToolOptions<Input>): Tool<ActionCall<Input>> {
  const names = Object.keys(actions);
  return {
    name,
    title,
    description,
    group: 'orchestration',
    actions,
    annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
    inputSchema: inputSchema({ action: { type: 'string', enum: names }, ...parameters }, ['action']),
    outputSchema: outputSchema({ action: { type: 'string', enum: names }, ...answers }, Object.keys(answers)),
    run: async (input, context, { orchestration }) => {
      const action = actions[input.action];
      if (!action) throw new LtmcError('LTMC_INVALID_INPUT', `${name}: action must be one of ${names.join(', ')}`);
      checkParameters(name, input, action);
      if (!orchestration) throw new LtmcError('LTMC_DISABLED', `${name}: this server runs without its coordination services`);
      return { success: true, action: input.action, ...(await action.run(await orchestration(), context, input)) };
    },
  };
}

/** Who acts, and in which session, may be said with every action. */
const ALWAYS: ReadonlySet<string> = new Set(['action', 'agent_id', 'session_id']);

function checkParameters<Input extends object>(tool: string, input: ActionCall<Input>, { required = [], optional = [] }: Action<Input>): void {
  const problems = required.filter((parameter) => input[parameter] === undefined).map((parameter) => `${parameter} is required`);
  const takes: readonly string[] = [...required, ...optional];
  const foreign = Object.keys(input).filter((parameter) => !ALWAYS.has(parameter) && !takes.includes(parameter));
  if (foreign.length > 0) problems.push(`it takes ${takes.join(', ') || 'no further parameters'}, not ${foreign.join(', ')}`);
  if (problems.length === 0) return;
  throw new LtmcError('LTMC_INVALID_INPUT', `${tool}, action ${input.action}: ${problems.join('; ')}`, { details: { problems } });
}

/** The entries of an object whose values are given, for inputs in which a missing field means its default. */
export function given<Fields extends Record<string, unknown>>(fields: Fields): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };
}
