import { loadConfig } from '@ltmc/config';
import { createLogger } from '@ltmc/observability';
import { openMaintenance } from '@ltmc/runtime';
import type { Command } from './command-line.js';
import { audit } from './commands/audit.js';
import { backup } from './commands/backup.js';
import { doctor } from './commands/doctor.js';
import { exportMemories } from './commands/export.js';
import { importMemories } from './commands/import.js';
import { keys } from './commands/keys.js';
import { reembed } from './commands/reembed.js';
import { restore } from './commands/restore.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import type { Progress } from './progress.js';
import type { Terminal } from './terminal.js';

/** A command that does something. */
export type RunnableCommand = Exclude<Command, { readonly name: 'help' | 'version' }>;

/** @throws LtmcError what the command throws, and `LTMC_CONFIG_INVALID`. */
export async function runCommand(command: RunnableCommand, terminal: Terminal, progress: Progress): Promise<ExitCode> {
  const config = loadConfig(terminal.env);
  if (command.name === 'keys') {
    await keys(command, { ...terminal, config });
    return EXIT.done;
  }
  if (command.name === 'audit') return audit(command, { ...terminal, config });
  // A command tells its own results; the log is for what goes wrong underneath.
  await using logger = createLogger({ level: config.logLevel === 'info' ? 'warn' : config.logLevel });
  const scene = { config, logger, progress, ...terminal, maintenance: await openMaintenance(config, { logger }) };
  switch (command.name) {
    case 'backup': await backup(command, scene); break;
    case 'restore': await restore(command, scene); break;
    case 'export': await exportMemories(command, scene); break;
    case 'import': await importMemories(command, scene); break;
    case 'reembed': await reembed(scene); break;
    default: return await doctor(command, scene);
  }
  return EXIT.done;
}
