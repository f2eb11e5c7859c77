import { describe } from 'vitest';
import { serversRequired, type ServerNeed } from './server-need.js';

/**
 * Tests that need a real server: run where it is found, else skipped with one plain line that says what to install.
 * @throws Error that fails the whole test file, where a server is missing that is required (`CI` or `LTMC_REQUIRE_SERVERS` is set).
 */
export function describeWithServer(name: string, { found, missing }: ServerNeed, tests: () => void): void {
  if (!found && serversRequired()) throw new Error(`${name}: ${missing}`);
  if (!found) process.stderr.write(`skipped: ${name}: ${missing}\n`);
  describe.runIf(found)(`${name}`, () => { tests(); });
}
