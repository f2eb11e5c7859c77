/** A failure the reader can mend: its message is the whole story, no stack is needed. */
export class BootstrapError extends Error {
  /** @param {string} message - what is wrong and the exact command that mends it. */
  constructor(message) {
    super(message);
    this.name = 'BootstrapError';
  }
}

/**
 * Runs one step and shows how long it takes: on a terminal as a line that counts, elsewhere as a line when it starts, every 30 s, and at the end.
 *
 * @template T
 * @param {string} title - what is being done, e.g. `Compiling sqlite3`.
 * @param {() => Promise<T>} work
 * @param {NodeJS.WriteStream} [stream] - default stderr, so that a command's own output stays clean.
 * @returns {Promise<T>}
 */
export async function step(title, work, stream = process.stderr) {
  const startedAt = performance.now();
  const elapsed = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
  const counting = stream.isTTY === true;
  const show = () => stream.write(counting ? `\r  ${title} ... ${elapsed()}` : `  ${title} ... still running after ${elapsed()}\n`);
  stream.write(counting ? `  ${title} ...` : `  ${title} ...\n`);
  const timer = setInterval(show, counting ? 500 : 30_000);
  try {
    const result = await work();
    stream.write(counting ? `\r  ${title} ... done in ${elapsed()}\n` : `  ${title} ... done in ${elapsed()}\n`);
    return result;
  } catch (error) {
    stream.write(counting ? `\r  ${title} ... failed after ${elapsed()}\n` : `  ${title} ... failed after ${elapsed()}\n`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}
