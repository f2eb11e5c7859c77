import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A real server that tests want to start. */
export interface ServerNeed {
  /** Whether it can be started here. */
  readonly found: boolean;
  /** One plain line: what is missing and how to install it. */
  readonly missing: string;
}

/**
 * Whether programs can be run, tried by asking each for its version.
 * @param programs - the command line that asks, e.g. `[['redis-server', '--version']]`.
 * @param missing - what to say when one cannot be run.
 */
export async function needPrograms(programs: readonly (readonly [string, ...string[]])[], missing: string): Promise<ServerNeed> {
  const run = promisify(execFile);
  const tries = await Promise.allSettled(programs.map(([program, ...args]) => run(program, args)));
  return { found: tries.every(({ status }) => status === 'fulfilled'), missing };
}

/** Whether a missing server is a failure: in CI, and where `LTMC_REQUIRE_SERVERS` is set. */
export function serversRequired(env: NodeJS.ProcessEnv = process.env): boolean {
  return Boolean(env['CI']) || Boolean(env['LTMC_REQUIRE_SERVERS']);
}
