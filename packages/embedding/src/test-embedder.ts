import { StoreClosedError, type Embedder, type EmbedOptions, type TokenMap } from '@ltmc/contracts';
import { cancelled } from './errors.js';
import { piecesOf, type Piece } from './pieces.js';

/** Options of {@link createTestEmbedder}. */
export interface TestEmbedderOptions {
  /** Length of a vector. Default 64. */
  readonly dimension?: number;
  /** Words that are embedded; the rest is cut. Default 254. */
  readonly maxTokens?: number;
}

/** How many numbers of the vector a word moves. */
const SPREAD = 8;

/**
 * **For tests only.** Hashes words into a vector: texts that share words are near each other, meaning plays no part, and each word, punctuation
 * mark or ideograph is one token. Deterministic, without worker and model. Nothing in LTMC falls back to it, and its fingerprint differs from every
 * real model's.
 */
export function createTestEmbedder({ dimension = 64, maxTokens = 254 }: TestEmbedderOptions = {}): Embedder {
  let isClosed = false;
  const check = ({ signal }: EmbedOptions = {}): void => {
    if (isClosed) throw new StoreClosedError('embedding/test');
    if (signal?.aborted) throw cancelled(signal);
  };
  const close = async (): Promise<void> => { isClosed = true; };
  return {
    fingerprint: {
      id: `test-hash-of-words:${dimension}:sum`,
      model: 'test-hash-of-words',
      dimension,
      pooling: 'sum',
      tokenizerHash: 'test',
      modelHash: 'test',
    },
    maxTokens,
    embed: async (text, options) => {
      check(options);
      return hashOfWords(text, dimension, maxTokens);
    },
    tokenMap: async (text, options) => {
      check(options);
      return onePerPiece(text);
    },
    warmUp: async () => check(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function hashOfWords(text: string, dimension: number, maxTokens: number): Float32Array {
  const vector = new Float32Array(dimension);
  vector[0] = 0.01; // keeps the vector of a text without words from being zero
  let tokens = 0;
  for (const { start, end } of piecesOf(text)) {
    if ((tokens += 1) > maxTokens) break;
    let hash = fnv1a(text.slice(start, end).toLowerCase());
    for (let turn = 0; turn < SPREAD; turn += 1) {
      hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
      const at = hash % dimension;
      vector[at] = (vector[at] ?? 0) + (hash & 0x8000 ? 1 : -1);
    }
  }
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** 32-bit FNV-1a over UTF-16 units. */
function fnv1a(word: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < word.length; at += 1) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193) >>> 0;
  return hash;
}

function onePerPiece(text: string): TokenMap {
  const pieces: Piece[] = [...piecesOf(text)].filter(({ joins }) => !joins);
  return { starts: Uint32Array.from(pieces, ({ start }) => start), counts: new Uint32Array(pieces.length).fill(1) };
}
