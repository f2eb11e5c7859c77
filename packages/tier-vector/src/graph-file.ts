import { endianness } from 'node:os';

const LITTLE = endianness() === 'LE';
/** The bytes of a `size_t`, of which the file has many. */
const WORD_BYTES = process.arch === 'arm' || process.arch === 'ia32' ? 4 : 8;
/** Which machines can read each other's files. */
export const LAYOUT = `${endianness()}${WORD_BYTES * 8}`;

/** Six words, two 32-bit numbers, three words, a double, a word. */
const HEADER_BYTES = 10 * WORD_BYTES + 16;
/** Where the header says how many nodes there are, how long each is, and where in it label and vector are; in words. */
const [NODES, NODE_BYTES, LABEL_AT, VECTOR_AT] = [2, 3, 4, 5];
const LENGTH_BYTES = 4;
const NOTHING = Buffer.alloc(0);

export interface GraphFileOptions {
  readonly dimension: number;
  /** Called for each node in the order of the file: its label, and the bytes of its vector from `at` on. They are gone after the call. */
  readonly onNode: (label: number, bytes: Buffer, at: number) => void;
}

/** Looks at a graph file while somebody else reads it. */
export interface GraphFileReader {
  /** The next bytes of the file, as many as there happen to be. @throws Error when this is no graph of that dimension, or what `onNode` throws. */
  take(piece: Uint8Array): void;
  /** Whether the bytes so far are a whole file. */
  readonly isWhole: boolean;
}

/**
 * Finds the vectors in a file of hnswlib's own layout (`saveIndex` in its hnswalg.h): a header; for each node its links, its vector and its label; for each
 * node the length of its links in the upper layers, and these.
 */
export function createGraphFileReader({ dimension, onNode }: GraphFileOptions): GraphFileReader {
  /** What the next bytes are, how many they must be, and what to do with them. */
  let part = { bytes: HEADER_BYTES, read: readHeader };
  let begun = NOTHING;
  let [nodesLeft, listsLeft] = [-1, -1];

  function readHeader(bytes: Buffer, at: number): void {
    const word = (index: number): number => readWord(bytes, at + index * WORD_BYTES);
    const [vectorAt, labelAt, nodeBytes] = [word(VECTOR_AT), word(LABEL_AT), word(NODE_BYTES)];
    const vectorBytes = dimension * Float32Array.BYTES_PER_ELEMENT;
    if (labelAt - vectorAt !== vectorBytes || nodeBytes !== labelAt + WORD_BYTES) throw new Error('the graph file is laid out in another way than expected');
    nodesLeft = listsLeft = word(NODES);
    const lists = { bytes: LENGTH_BYTES, read: readLength };
    const nodes = {
      bytes: nodeBytes,
      read: (node: Buffer, start: number) => {
        onNode(readWord(node, start + labelAt), node, start + vectorAt);
        if (--nodesLeft === 0) part = lists;
      },
    };
    part = nodesLeft > 0 ? nodes : lists;
  }
  function readLength(bytes: Buffer, at: number): void {
    const length = readUInt32(bytes, at);
    if (length === 0) listsLeft--;
    else part = { bytes: length, read: endList };
  }
  function endList(): void {
    listsLeft--;
    part = { bytes: LENGTH_BYTES, read: readLength };
  }

  return {
    get isWhole() { return listsLeft === 0 && begun.length === 0; },
    take: (piece) => {
      const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.length);
      let at = 0;
      if (begun.length > 0) {
        at = Math.min(bytes.length, part.bytes - begun.length);
        begun = Buffer.concat([begun, bytes.subarray(0, at)]);
        if (begun.length < part.bytes) return;
        part.read(begun, 0);
        begun = NOTHING;
      }
      for (let end = at + part.bytes; end <= bytes.length; end = at + part.bytes) {
        part.read(bytes, at);
        at = end;
      }
      begun = Buffer.from(bytes.subarray(at)); // a copy, as the reader of the file uses its memory again
    },
  };
}

function readWord(bytes: Buffer, at: number): number {
  if (WORD_BYTES === 4) return readUInt32(bytes, at);
  const [first, second] = [readUInt32(bytes, at), readUInt32(bytes, at + 4)];
  return LITTLE ? first + second * 2 ** 32 : second + first * 2 ** 32;
}

function readUInt32(bytes: Buffer, at: number): number {
  return LITTLE ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
}
