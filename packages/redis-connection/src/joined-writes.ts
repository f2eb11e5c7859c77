import { Socket } from 'node:net';

/** One piece of what is written, as streams hand it over. */
interface Piece {
  readonly chunk: Buffer | string;
  readonly encoding: BufferEncoding;
}

/** Larger pieces are handed over as they are: that costs less than a copy. */
const LARGEST_MEAN_BYTES = 8192;
/** Kept from write to write; a longer one gets a buffer of its own. */
const KEPT_BYTES = 131_072;

/**
 * Options of one socket that turn small pieces written together into a single buffer. node-redis writes three pieces for each command that holds bytes,
 * and Node spends more on handing over a piece than on copying a kilobyte.
 *
 * Sockets take the options of streams, `writev` among them. One that does not (TLS) writes piece by piece as ever.
 */
export function joinedWrites(): { writev(this: Socket, pieces: Piece[], callback: (error?: Error | null) => void): void } {
  const kept = Buffer.allocUnsafeSlow(KEPT_BYTES); // streams write one thing at a time: nobody reads it when the next one is put there
  return {
    writev(pieces, callback) {
      const sizeBytes = sizeOf(pieces);
      const small = sizeBytes <= pieces.length * LARGEST_MEAN_BYTES;
      const into = (): Buffer => (sizeBytes <= KEPT_BYTES ? kept.subarray(0, sizeBytes) : Buffer.allocUnsafe(sizeBytes));
      Socket.prototype._writev?.call(this, small ? [{ chunk: join(pieces, into()), encoding: 'utf8' }] : pieces, callback);
    },
  };
}

/** Of the bytes they become. */
function sizeOf(pieces: readonly Piece[]): number {
  let sizeBytes = 0;
  for (const { chunk, encoding } of pieces) sizeBytes += typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk.length;
  return sizeBytes;
}

function join(pieces: readonly Piece[], into: Buffer): Buffer {
  let at = 0;
  for (const { chunk, encoding } of pieces) {
    if (typeof chunk === 'string') at += into.write(chunk, at, encoding);
    else at += chunk.copy(into, at);
  }
  return into;
}
