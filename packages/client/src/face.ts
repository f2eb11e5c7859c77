/** One way to reach a server. */
export interface Face {
  /**
   * @param signal - aborts the call; it then rejects with anything.
   * @returns the tool's result object.
   * @throws ToolError what the server refused. @throws LtmcError `LTMC_SERVER_UNAVAILABLE`
   */
  call(name: string, params: object, signal: AbortSignal): Promise<unknown>;
  close(): Promise<void>;
}
