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
/** Labels are numbers of rows, which the lower half of a word holds. */
const LOW_HALF = LITTLE ? 0 : WORD_BYTES - 4;

/** A part of the file that is looked at once all of it is there. */
interface Part {
  readonly length: number;
  read(bytes: Uint8Array, view: DataView, at: number): void;
}

export interface GraphFileOptions {
  readonly dimension: number;
  /** Called for each node in the order of the file: its label, and the bytes of its vector from `at` on. They are gone after the call. */
  readonly onNode: (label: number, bytes: Uint8Array, at: number) => void;
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
  let part: Part = { length: HEADER_BYTES, read: readHeader };
  let begun: Uint8Array = new Uint8Array();
  let [nodesLeft, listsLeft] = [-1, -1];

  function readHeader(_bytes: Uint8Array, view: DataView, at: number): void {
    const word = (index: number): number => readWord(view, at + index * WORD_BYTES);
    const [vectorAt, labelAt, nodeBytes] = [word(VECTOR_AT), word(LABEL_AT), word(NODE_BYTES)];
    const vectorBytes = dimension * Float32Array.BYTES_PER_ELEMENT;
    if (labelAt - vectorAt !== vectorBytes || nodeBytes !== labelAt + WORD_BYTES) throw new Error('the graph file is laid out in another way than expected');
    nodesLeft = listsLeft = word(NODES);
    const nodes: Part = {
      length: nodeBytes,
      read: (node, nodeView, start) => {
        onNode(nodeView.getUint32(start + labelAt + LOW_HALF, LITTLE), node, start + vectorAt);
        if (--nodesLeft === 0) part = lists;
      },
    };
    part = nodesLeft > 0 ? nodes : lists;
  }
  const lists: Part = {
    length: LENGTH_BYTES,
    read: (_bytes, view, at) => {
      const length = view.getUint32(at, LITTLE);
      if (length === 0) listsLeft--;
      else part = { length, read: endList };
    },
  };
  function endList(): void {
    listsLeft--;
    part = lists;
  }

  return {
    get isWhole() { return listsLeft === 0 && begun.length === 0; },
    take: (piece) => {
      let at = 0;
      if (begun.length > 0) {
        at = Math.min(piece.length, part.length - begun.length);
        begun = Buffer.concat([begun, piece.subarray(0, at)]);
        if (begun.length < part.length) return;
        part.read(begun, viewOf(begun), 0);
      }
      const view = viewOf(piece);
      for (let end = at + part.length; end <= piece.length; end = at + part.length) {
        part.read(piece, view, at);
        at = end;
      }
      begun = new Uint8Array(piece.subarray(at)); // a copy, as the reader of the file uses its memory again
    },
  };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function readWord(view: DataView, at: number): number {
  return WORD_BYTES === 4 ? view.getUint32(at, LITTLE) : Number(view.getBigUint64(at, LITTLE));
}
