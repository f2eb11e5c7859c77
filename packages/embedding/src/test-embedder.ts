import { StoreClosedError, type Embedder, type EmbedOptions, type TokenMap } from '@ltmc/contracts';
import { cancelled } from './errors.js';
import { piecesOf, type Piece } from './pieces.js';
import { signsOf, unitTokens } from './token-signs.js';

/** Options of {@link createTestEmbedder}. */
export interface TestEmbedderOptions {
  /** Length of a vector. Default 64. */
  readonly dimension?: number;
  /** Words that are embedded; the rest is cut. Default 254. */
  readonly maxTokens?: number;
  /** False for an embedder without late interaction. Default true. */
  readonly lateInteraction?: boolean;
}

/** How many numbers of the vector a word moves. */
const SPREAD = 8;
/** Numbers of a token in late interaction. */
const TOKEN_DIMENSIONS = 128;

/**
 * **For tests only.** Hashes words into a vector: texts that share words are near each other, meaning plays no part, and each word, punctuation
 * mark or ideograph is one token. In late interaction equal words are the same token, whatever stands beside them, and others are as good as unrelated;
 * punctuation is left out. Deterministic, without worker and model. Nothing in LTMC falls back to it, and its fingerprint differs from every real model's.
 */
export function createTestEmbedder({ dimension = 64, maxTokens = 254, lateInteraction = true }: TestEmbedderOptions = {}): Embedder {
  const id = `test-hash-of-words:${dimension}:sum`;
  let isClosed = false;
  const check = ({ signal }: EmbedOptions = {}): void => {
    if (isClosed) throw new StoreClosedError('embedding/test');
    if (signal?.aborted) throw cancelled(signal);
  };
  const close = async (): Promise<void> => { isClosed = true; };
  return {
    fingerprint: {
      id,
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
    ...(lateInteraction && {
      lateInteraction: {
        id: `${id}:sign${TOKEN_DIMENSIONS}`,
        bytesPerToken: TOKEN_DIMENSIONS / 8,
        embedSigned: async (text, options) => {
          check(options);
          const kept = wordsOf(text, maxTokens);
          return { vector: hashOfWords(text, dimension, maxTokens), signature: signsOf(statesOf(text, kept), TOKEN_DIMENSIONS, [...kept.keys()]) };
        },
        embedQuery: async (text, options) => {
          check(options);
          const kept = wordsOf(text, maxTokens);
          return { vector: hashOfWords(text, dimension, maxTokens), tokens: unitTokens(statesOf(text, kept), TOKEN_DIMENSIONS, [...kept.keys()]) };
        },
      },
    }),
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

/** Pieces that take part in late interaction: punctuation only where there is nothing else. */
function wordsOf(text: string, maxTokens: number): Piece[] {
  const pieces = [...piecesOf(text)].slice(0, maxTokens);
  const words = pieces.filter(({ wordLength }) => wordLength > 0);
  return words.length > 0 ? words : pieces;
}

/** For each piece numbers of 1 and -1 that follow from its word. */
function statesOf(text: string, pieces: readonly Piece[]): Float32Array {
  const states = new Float32Array(pieces.length * TOKEN_DIMENSIONS);
  for (const [at, { start, end }] of pieces.entries()) {
    let hash = fnv1a(text.slice(start, end).toLowerCase());
    for (let component = 0; component < TOKEN_DIMENSIONS; component += 1) {
      hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) ^ component;
      states[at * TOKEN_DIMENSIONS + component] = hash & 0x10000 ? 1 : -1;
    }
  }
  return states;
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
