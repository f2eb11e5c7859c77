import { randomUUID } from 'node:crypto';
import { LtmcError, type CallContext, type JsonObject, type JsonValue, type Logger } from '@ltmc/contracts';
import { checkScope } from './check-scope.js';
import { guardedWrite } from './guarded-write.js';
import { isServersFault } from './servers-fault.js';
import type { Tool, ToolOutcome, ToolRegistry, ToolServices } from './types.js';
import { unknownTool } from './unknown-tool.js';
import { createArgumentChecks } from './validate-arguments.js';

/** Characters of an unknown tool's name that are logged. */
const MAX_SHOWN_NAME = 80;

export interface RegistryOptions {
  /** In the order in which they are listed. */
  readonly tools: readonly Tool[];
  /** Called with every tool call; opens the services with the first. */
  services(): Promise<ToolServices>;
  readonly logger: Logger;
}

/** The tools and the one way to call them: check scope and arguments, ask the guard of writes, run, log; never a throw. */
export function createToolRegistry({ tools, services, logger }: RegistryOptions): ToolRegistry {
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  const checkOf = createArgumentChecks();

  let learning: ToolServices['learning'];
  const prepare = async (name: string, args: unknown, context: CallContext): Promise<PreparedCall> => {
    const tool = byName.get(name);
    if (!tool) throw unknownTool(name, [...byName.keys()]);
    checkScope(tool, context);
    const checked = (await checkOf(tool))(args ?? {});
    return { tool, checked, caller: withCaller(context, checked) };
  };
  // The schema has admitted the arguments, so they are what the handler takes.
  const run = async ({ tool, checked, caller }: PreparedCall): Promise<Ran> => {
    const opened = await services();
    learning = opened.learning;
    const compute = (): Promise<JsonObject> => guardedWrite({ tool, args: checked, caller, services: opened }, () => tool.run(checked as never, caller, opened));
    if (!opened.answers) return { result: await compute() };
    if (tool.reads) return opened.answers.answer({ tool, args: checked, namespace: caller.namespace }, compute);
    const result = await compute();
    if (tool.annotations.destructiveHint && checked['purge'] === true) await opened.answers.clear();
    return { result };
  };

  const call = async (name: string, args: unknown, context: CallContext): Promise<ToolOutcome> => {
    const startMs = performance.now();
    // Until the arguments are checked, the caller is the connection's: what they name goes into no log line.
    let caller = context;
    let cached: boolean | undefined;
    const outcome = await prepare(name, args, context).then((prepared) => {
      caller = prepared.caller;
      return run(prepared);
    }).then((ran) => {
      cached = ran.cached;
      return succeeded(ran.result);
    }).catch(failed);
    if (byName.has(name)) learning?.service.note({ tool: name, ms: performance.now() - startMs, failed: !outcome.ok && isServersFault(outcome.error) });
    logCall(logger, { name, caller, startMs, outcome, cached });
    return outcome;
  };

  return { list: () => tools, has: (name) => byName.has(name), call };
}

/** A call whose arguments the tool's schema has admitted. */
interface PreparedCall {
  readonly tool: Tool;
  readonly checked: JsonObject;
  readonly caller: CallContext;
}

interface Ran {
  readonly result: JsonObject;
  /** Absent where no answer is ever kept. */
  readonly cached?: boolean;
}

/** Agent and session of this call, where it names them, go before those of the connection; its fence is its own. */
function withCaller(context: CallContext, { agent_id: agentId, session_id: sessionId, fence }: JsonObject): CallContext {
  return {
    ...context,
    ...(typeof agentId === 'string' ? { agentId } : {}),
    ...(typeof sessionId === 'string' ? { sessionId } : {}),
    ...fenceOf(fence),
  };
}

function fenceOf(fence: JsonValue | undefined): Pick<CallContext, 'fence'> {
  if (typeof fence !== 'object' || fence === null || !('resource_id' in fence)) return {};
  const { resource_id: name, token } = fence;
  return typeof name === 'string' && typeof token === 'number' ? { fence: { name, token } } : {};
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

interface LoggedCall {
  readonly name: string;
  readonly caller: CallContext;
  readonly startMs: number;
  readonly outcome: ToolOutcome;
  readonly cached: boolean | undefined;
}

function logCall(logger: Logger, { name, caller, startMs, outcome, cached }: LoggedCall): void {
  const fields = {
    tool_name: name.slice(0, MAX_SHOWN_NAME),
    execution_time_ms: Math.round((performance.now() - startMs) * 10) / 10,
    agent_id: caller.agentId,
    session_id: caller.sessionId,
    success: outcome.ok,
    ...(cached === undefined ? {} : { cached }),
  };
  if (outcome.ok) return logger.info('tool call', fields);
  const failure = { ...fields, code: outcome.error.code, error_id: outcome.errorId };
  // A caller's mistake is not the operator's problem.
  if (outcome.error.code === 'LTMC_INTERNAL') logger.error('tool call', { ...failure, cause: outcome.error.cause });
  else logger.info('tool call', failure);
}
