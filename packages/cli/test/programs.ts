import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { runProgram, type FinishedProgram } from '@ltmc/testing';

export const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
export const HTTP_MAIN = fileURLToPath(new URL('../../../apps/http-server/dist/main.js', import.meta.url));

type Env = Readonly<Record<string, string>>;

/** Runs the built command to its end. */
export function ltmc(env: Env, ...args: readonly string[]): Promise<FinishedProgram> {
  return runProgram(MAIN, args, env);
}

/** Runs it with a text on stdin. */
export function ltmcWithInput(env: Env, input: string, ...args: readonly string[]): Promise<FinishedProgram> {
  return finished(spawn(process.execPath, [MAIN, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] }), input);
}

/** Runs it as another user; undefined: as this one. */
export function ltmcAs(uid: number | undefined, env: Env, ...args: readonly string[]): Promise<FinishedProgram> {
  return finished(spawn(process.execPath, [MAIN, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'], ...(uid === undefined ? {} : { uid, gid: uid }) }));
}

async function finished(child: ChildProcessWithoutNullStreams, input = ''): Promise<FinishedProgram> {
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text: Buffer) => { stdout += text.toString(); });
  child.stderr.on('data', (text: Buffer) => { stderr += text.toString(); });
  child.stdin.end(input);
  const [code]: (number | null)[] = await once(child, 'close');
  return { code: code ?? null, stdout, stderr };
}

/** A file with one memory for each text, as `ltmc export` writes it. */
export function exportOf(texts: Readonly<Record<string, string>>, embeddings: object | null = null): string {
  const versions = Object.entries(texts).map(([file_name, content]) => ({
    kind: 'version', namespace: 'default', file_name, version: 1, resource_type: 'document', valid_from_ms: null, expires_at_ms: null, agent_id: null,
    session_id: null, recorded_at_ms: 1000, forgotten_at_ms: null, content, tags: [], metadata: {}, chunks: [{ start: 0, end: content.length, heading: null }],
  }));
  const header = { kind: 'header', format: 'ltmc-export', format_version: 1, embeddings };
  const end = { kind: 'end', memories: versions.length, versions: versions.length };
  return [header, ...versions, end].map((line) => `${JSON.stringify(line)}\n`).join('');
}
