import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** What a program came to. */
export interface FinishedProgram {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program of Node to its end; its stdin stays open.
 * @param main - path of the built program.
 * @param env - its whole environment, so that no variable of this machine changes how it runs.
 */
export async function runProgram(main: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<FinishedProgram> {
  const child = spawn(process.execPath, [main, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text: Buffer) => { stdout += text.toString(); });
  child.stderr.on('data', (text: Buffer) => { stderr += text.toString(); });
  const [code]: (number | null)[] = await once(child, 'close');
  return { code: code ?? null, stdout, stderr };
}
