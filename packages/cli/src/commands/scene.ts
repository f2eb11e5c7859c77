import type { Config } from '@ltmc/config';
import type { Logger, RecordMaintenance } from '@ltmc/contracts';
import type { Progress } from '../progress.js';
import type { Terminal } from '../terminal.js';

/** What a command works with. */
export interface Scene extends Terminal {
  readonly config: Config;
  readonly logger: Logger;
  readonly maintenance: RecordMaintenance;
  readonly progress: Progress;
}

/** For calls of `maintenance`: shows how far they are, and ends them with Ctrl-C. */
export function watched({ progress, signal }: Scene): { readonly onProgress: Progress['show']; readonly signal: AbortSignal } {
  return { onProgress: progress.show, signal };
}

/** Writes a result on stdout, after the bar is gone. */
export function say({ progress, stdout }: Scene, text: string): void {
  progress.end();
  stdout.write(`${text}\n`);
}
