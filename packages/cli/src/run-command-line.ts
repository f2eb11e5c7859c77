import { LtmcError } from '@ltmc/contracts';
import { parseCommandLine, type Command } from './command-line.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { HELP } from './help.js';
import { createProgress } from './progress.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';

/** Runs what the arguments ask for. Never throws: what goes wrong is told on stderr and by the exit code. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { stdout, stderr, version } = terminal;
  let command: Command;
  try {
    command = parseCommandLine(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    stderr.write(`ltmc: ${error.message}\nltmc --help tells what there is\n`);
    return EXIT.usage;
  }
  if (command.name === 'help' || command.name === 'version') {
    stdout.write(command.name === 'help' ? HELP : `${version}\n`);
    return EXIT.done;
  }
  const progress = createProgress(stderr);
  try {
    const { runCommand } = await import('./run-command.js');
    return await runCommand(command, terminal, progress);
  } catch (error) {
    progress.end();
    return tell(error, command, terminal);
  }
}

function tell(error: unknown, command: Command, { stderr, signal }: Terminal): ExitCode {
  const what = ['ltmc', command.name, ...('file' in command ? [command.file] : []), ...('action' in command ? [command.action] : [])].join(' ');
  if (signal.aborted) {
    stderr.write(`${what}: broken off\n`);
    return EXIT.interrupted;
  }
  if (!LtmcError.is(error)) {
    stderr.write(`${what}: ${error instanceof Error ? error.message : String(error)}\n`);
    return EXIT.failed;
  }
  stderr.write(`${what}: ${error.message} (${error.code})\n`);
  for (const line of particulars(error)) stderr.write(`  ${line}\n`);
  return error.code === 'LTMC_CONFIG_INVALID' ? EXIT.usage : EXIT.failed;
}

/** What the message has no room for. */
function particulars({ code, details }: LtmcError): string[] {
  const names = details['file_names'];
  return code === 'LTMC_IMPORT_CONFLICT' && Array.isArray(names) ? names.map(String) : [];
}
