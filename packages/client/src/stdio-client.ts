import type { Stream } from 'node:stream';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { createClient, type LtmcClient } from './client.js';
import { createMcpFace, type OpenedTransport } from './mcp-face.js';

/** Options of {@link createStdioClient}. */
export interface StdioClientOptions {
  /** The program that serves MCP on its stdin and stdout. Default `ltmc-mcp`. */
  readonly command?: string;
  /** Default: none. */
  readonly args?: readonly string[];
  /** Variables for the program, beside the few every program needs (`PATH`, `HOME`, ...), e.g. `DB_PATH`. Default: none. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where it starts. Default: the working folder. */
  readonly cwd?: string;
  /** Where its log goes. With `ignore` the end of it is in the error where the server does not start. Default `ignore`. */
  readonly stderr?: 'ignore' | 'inherit';
  /** How long a call may take, in milliseconds; the first one includes the start. Default 60,000. */
  readonly deadlineMs?: number;
}

/** A client with a server of its own: started by the first call, and again by the first one after it died. `close()` ends it. */
export function createStdioClient({ command = 'ltmc-mcp', args = [], env = {}, cwd, stderr = 'ignore', deadlineMs }: StdioClientOptions = {}): LtmcClient {
  const open = (): OpenedTransport => {
    const transport = new StdioClientTransport({
      command, args: [...args], env: { ...env }, stderr: stderr === 'inherit' ? 'inherit' : 'pipe', maxBufferSize: MAX_MESSAGE_BYTES, ...(cwd === undefined ? {} : { cwd }),
    });
    return { transport, mode: 'legacy', said: endOf(transport.stderr) };
  };
  return createClient(createMcpFace(open, command), deadlineMs);
}

/** Room for the longest document there can be (64 MiB), at three bytes of JSON a byte. */
const MAX_MESSAGE_BYTES = 200 * 1024 * 1024;
/** Of what the server wrote last: enough for the reason why it does not start. */
const KEPT_CHARACTERS = 500;

/** Reads a stream to its end, so that its writer is never held up, and keeps the last of it. */
function endOf(stream: Stream | null): () => string {
  let end = '';
  stream?.on('data', (text: Buffer) => {
    end = (end + text.toString()).slice(-KEPT_CHARACTERS);
  });
  return () => end.trim();
}
