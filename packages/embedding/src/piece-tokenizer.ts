import { Tokenizer } from '@huggingface/tokenizers';
import { piecesOf, type Piece } from './pieces.js';
import { settleSigmas } from './sigma.js';

/** Words longer than this are one unknown token; the limit of the tokenizer's model. */
const MAX_WORD_LENGTH = 100;
/** Longer pieces are rare and would fill the cache. */
const MAX_CACHED_LENGTH = 64;
const MAX_CACHED_PIECES = 30_000;
/** How many pieces are counted between two looks at the clock. */
const PIECES_PER_LOOK = 256;

/** Wordpiece tokens, piece by piece. Runs in the worker. */
export interface PieceTokenizer {
  /** The first `limit` token ids of `text`, special tokens not added. Reads no further than it must. */
  ids(text: string, limit: number): number[];
  /** Starts counting the units of `text`. */
  startMap(text: string): TokenMapping;
}

/** A `TokenMap` whose memory can be handed to another thread. */
export interface OwnTokenMap {
  readonly starts: Uint32Array<ArrayBuffer>;
  readonly counts: Uint32Array<ArrayBuffer>;
}

/** A token map in the making. */
export interface TokenMapping {
  /** Works for about `budgetMs`, then gives the map when it is complete. */
  advance(budgetMs: number): OwnTokenMap | undefined;
}

/** @param definition - the parsed `tokenizer.json`. @param config - the parsed `tokenizer_config.json`. */
export function createPieceTokenizer(definition: object, config: object, unknownId: number): PieceTokenizer {
  const tokenizer = new Tokenizer(definition, config);
  const specials = [...tokenizer.get_added_tokens_decoder().values()].map((token) => token.content);
  const unknown = [unknownId];
  let cache = new Map<string, readonly number[]>();

  const tokenise = (piece: string): readonly number[] => tokenizer.encode(piece, { add_special_tokens: false }).ids;
  const idsOf = (text: string, { start, end, wordLength }: Piece): readonly number[] => {
    if (wordLength > MAX_WORD_LENGTH) return unknown;
    const piece = text.slice(start, end);
    if (piece.length > MAX_CACHED_LENGTH) return tokenise(piece);
    const known = cache.get(piece);
    if (known) return known;
    const ids = tokenise(piece);
    // Starting over is as good as evicting here: a few thousand pieces make up almost all text, and they are back at once.
    if (cache.size >= MAX_CACHED_PIECES) cache = new Map();
    cache.set(piece, ids);
    return ids;
  };

  return {
    ids: (text, limit) => {
      const settled = settleSigmas(text);
      const ids: number[] = [];
      for (const piece of piecesOf(settled, specials)) {
        ids.push(...idsOf(settled, piece));
        if (ids.length >= limit) return ids.slice(0, limit);
      }
      return ids;
    },
    startMap: (text) => {
      const settled = settleSigmas(text);
      return createMapping(piecesOf(settled, specials), (piece) => idsOf(settled, piece).length);
    },
  };
}

/** Adds up pieces to units: a piece that joins the one before belongs to its unit. */
function createMapping(pieces: Generator<Piece, void, undefined>, countOf: (piece: Piece) => number): TokenMapping {
  const starts: number[] = [];
  const counts: number[] = [];
  const add = (piece: Piece): void => {
    const count = countOf(piece);
    if (piece.joins) {
      counts.push((counts.pop() ?? 0) + count);
      return;
    }
    starts.push(piece.start);
    counts.push(count);
  };
  return {
    advance: (budgetMs) => {
      const deadlineMs = performance.now() + budgetMs;
      do {
        for (let taken = 0; taken < PIECES_PER_LOOK; taken += 1) {
          const next = pieces.next();
          if (next.done) return { starts: new Uint32Array(starts), counts: new Uint32Array(counts) };
          add(next.value);
        }
      } while (performance.now() < deadlineMs);
      return undefined;
    },
  };
}
