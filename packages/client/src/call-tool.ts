/** Options of one call. */
export interface CallOptions {
  /** Aborting it ends the call with `LTMC_CANCELLED`, here and on the server. */
  readonly signal?: AbortSignal;
  /** How long the call may take before it ends with `LTMC_TIMEOUT`. Default: that of the client. */
  readonly deadlineMs?: number;
}

/** Calls one tool by its name and gives its result object. */
export type CallTool = <Result>(name: string, params: object, options?: CallOptions) => Promise<Result>;
