import { Writable } from 'node:stream';

/**
 * Keeps stdout for the protocol: what anything else in the process prints (`console.log`, a dependency's banner, a worker thread) goes
 * to stderr from now on. Lasts until the process ends.
 * @returns the only way left to the real stdout.
 */
export function reserveStdout(): Writable {
  const writeProtocol = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr);
  const output = new Writable({
    decodeStrings: false,
    write: (chunk: string | Buffer, _encoding, done) => void writeProtocol(chunk, done),
  });
  // A client that died takes its ends of the pipes along: then the process ends in order and not by an unhandled 'error'.
  process.stdout.on('error', (error) => output.destroy(error));
  process.stderr.on('error', () => undefined);
  return output;
}
