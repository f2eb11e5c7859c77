import { createBudget, runScript, type RedisArgument, type RedisConnection, type Script } from '@ltmc/redis-connection';
import { failures } from './speaker.js';

/** Commands with their deadlines; each rejects with `LtmcError`. */
export interface Commands {
  /** One script, within the deadline also where its source has to be sent again. @param timeoutMs - default: that of commands. */
  run(script: Script, call: { readonly keys: readonly string[]; readonly args?: readonly (RedisArgument | number)[]; readonly timeoutMs?: number }): Promise<unknown>;
  /** One command. */
  send(args: readonly RedisArgument[]): Promise<unknown>;
  /** Several commands in one round trip; rejects with the first refusal. */
  sendAll(commands: readonly (readonly RedisArgument[])[]): Promise<readonly unknown[]>;
}

/** @param options - `timeoutMs`: deadline of a call. */
export function createCommands(connection: RedisConnection, { timeoutMs: usualMs }: { readonly timeoutMs: number }): Commands {
  return {
    run: (script, { keys, args = [], timeoutMs = usualMs }) => failing(() => runScript(connection, script, { keys, args: args.map((arg) => (typeof arg === 'number' ? String(arg) : arg)), leftMs: createBudget(timeoutMs) })),
    send: (args) => failing(() => connection.send(args, usualMs)),
    sendAll: (commands) => failing(async () => {
      const answers = await connection.sendAll(commands, usualMs);
      const refusal = answers.find((answer) => answer instanceof Error);
      if (refusal !== undefined) throw refusal;
      return answers;
    }),
  };
}

async function failing<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw failures.ofCall(error);
  }
}
