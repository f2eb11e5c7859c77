/** Five seconds for the requests in flight, five to close the rest. */
const GONE_MS = 10_000;

/** A second signal, or a part that does not close, ends the process at once; nothing acknowledged is lost by that. */
export function endOnSignal(signals: readonly NodeJS.Signals[], closeAll: () => Promise<void>): void {
  let ending = false;
  const end = async (): Promise<void> => {
    if (ending) process.kill(process.pid, 'SIGKILL');
    ending = true;
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), GONE_MS).unref();
    await closeAll();
    process.exit(0);
  };
  for (const signal of signals) {
    process.on(signal, () => void end().catch((cause: unknown) => {
      process.stderr.write(`ltmc-http: closing failed: ${String(cause)}\n`);
      process.exit(1);
    }));
  }
}
