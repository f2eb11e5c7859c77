/** Where text goes; stdout and stderr of the process, or what a test holds in their place. */
export interface Output extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
}

/** The process around a command. */
export interface Terminal {
  /** Version of the command. */
  readonly version: string;
  readonly env: NodeJS.ProcessEnv;
  /** Results. */
  readonly stdout: Output;
  /** Progress, notices and failures. */
  readonly stderr: Output;
  readonly stdin: NodeJS.ReadableStream;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}
