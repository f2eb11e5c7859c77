import { importInvalid } from './import-refusals.js';

/** Longer than the longest document that can be allowed, with its embeddings. */
const MAX_LINE_BYTES = 400 * 1024 * 1024;
const NEWLINE = 0x0a;

/** A line's text, where it stands, and how many bytes have been read with it. */
export interface NumberedLine {
  readonly number: number;
  readonly text: string;
  readonly bytesRead: number;
}

/**
 * Splits at line feeds and nowhere else: `node:readline` splits at U+2028 too, which JSON leaves as it is.
 * @throws LtmcError `LTMC_IMPORT_INVALID` for what is no UTF-8.
 */
export async function* readJsonLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<NumberedLine> {
  let pieces: Uint8Array[] = [];
  let [number, bytesRead, held] = [0, 0, 0];
  const take = (): NumberedLine => {
    number += 1;
    const text = decode(Buffer.concat(pieces), number);
    pieces = [];
    held = 0;
    return { number, text, bytesRead };
  };
  for await (const bytes of source) {
    let from = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, from)) {
      pieces.push(bytes.subarray(from, end));
      bytesRead += end + 1 - from;
      from = end + 1;
      yield take();
    }
    if (from < bytes.length) pieces.push(bytes.subarray(from));
    bytesRead += bytes.length - from;
    held += bytes.length - from;
    if (held > MAX_LINE_BYTES) throw importInvalid(number + 1, 'is too long to be a line of an export');
  }
  if (pieces.length > 0) yield take();
}

function decode(bytes: Uint8Array, number: number): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: number > 1 }).decode(bytes);
  } catch (cause) {
    throw importInvalid(number, 'is no text in UTF-8', cause);
  }
}
