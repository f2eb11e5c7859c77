import { randomUUID } from 'node:crypto';
import { LtmcError, type CallContext, type JsonObject, type Logger } from '@ltmc/contracts';
import { closest } from 'fastest-levenshtein';
import type { Tool, ToolOutcome, ToolRegistry, ToolServices } from './types.js';
import { createArgumentChecks } from './validate-arguments.js';

export interface RegistryOptions {
  /** In the order in which they are listed. */
  readonly tools: readonly Tool[];
  /** Called with every tool call; opens the services with the first. */
  services(): Promise<ToolServices>;
  readonly logger: Logger;
}

/** The tools and the one way to call them: check, run, log; never a throw. */
export function createToolRegistry({ tools, services, logger }: RegistryOptions): ToolRegistry {
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  const checkOf = createArgumentChecks();

  const run = async (name: string, args: unknown, context: CallContext): Promise<JsonObject> => {
    const tool = byName.get(name);
    if (!tool) throw unknownTool(name, [...byName.keys()]);
    const checked = (await checkOf(tool))(args ?? {});
    const opened = await services();
    // The schema has admitted the arguments, so they are what the handler takes.
    return tool.run(checked as never, withCaller(context, checked), opened);
  };

  const call = async (name: string, args: unknown, context: CallContext): Promise<ToolOutcome> => {
    const startMs = performance.now();
    const outcome = await run(name, args, context).then(succeeded, failed);
    logCall(logger, { name, context, args, startMs, outcome });
    return outcome;
  };

  return { list: () => tools, has: (name) => byName.has(name), call };
}

/** Agent and session of this call, where it names them, go before those of the connection. */
function withCaller(context: CallContext, { agent_id: agentId, session_id: sessionId }: JsonObject): CallContext {
  return {
    ...context,
    ...(typeof agentId === 'string' ? { agentId } : {}),
    ...(typeof sessionId === 'string' ? { sessionId } : {}),
  };
}

function succeeded(result: JsonObject): ToolOutcome {
  return { ok: true, result, text: JSON.stringify(result) };
}

function failed(cause: unknown): ToolOutcome {
  return { ok: false, error: asLtmcError(cause), errorId: randomUUID() };
}

function asLtmcError(cause: unknown): LtmcError {
  if (LtmcError.is(cause)) return cause;
  if (cause instanceof Error && cause.name === 'AbortError') return new LtmcError('LTMC_CANCELLED', 'the call was cancelled', { cause });
  return new LtmcError('LTMC_INTERNAL', 'the call failed for an unforeseen reason; the log tells more under the error_id', { cause });
}

function unknownTool(name: string, known: readonly string[]): LtmcError {
  const asked = name.slice(0, 80);
  return new LtmcError('LTMC_UNKNOWN_TOOL', `unknown tool ${JSON.stringify(asked)}; did you mean ${closest(asked, known)}?`, { details: { known } });
}

interface LoggedCall {
  readonly name: string;
  readonly context: CallContext;
  readonly args: unknown;
  readonly startMs: number;
  readonly outcome: ToolOutcome;
}

function logCall(logger: Logger, { name, context, args, startMs, outcome }: LoggedCall): void {
  const named = typeof args === 'object' && args !== null ? args : {};
  const fields = {
    tool_name: name,
    execution_time_ms: Math.round((performance.now() - startMs) * 10) / 10,
    agent_id: 'agent_id' in named ? named.agent_id : context.agentId,
    session_id: 'session_id' in named ? named.session_id : context.sessionId,
    success: outcome.ok,
  };
  if (outcome.ok) return logger.info('tool call', fields);
  const failure = { ...fields, code: outcome.error.code, error_id: outcome.errorId };
  // A caller's mistake is not the operator's problem.
  if (outcome.error.code === 'LTMC_INTERNAL') logger.error('tool call', { ...failure, cause: outcome.error.cause });
  else logger.info('tool call', failure);
}
