import { approximateTokenMap } from '@ltmc/chunking';
import { LtmcError, type Embedder, type TokenMap } from '@ltmc/contracts';

/** Counts tokens for one call. */
export interface TokenCounter {
  tokenMap(text: string): Promise<TokenMap>;
  /** The model whose tokenizer counted so far, or `estimate`. */
  readonly tokenizer: string;
}

/** By the model's own tokenizer; an upper estimate from the first text on that it does not count, so that a bound still holds. */
export function createTokenCounter(embedder: Embedder, signal: AbortSignal | undefined): TokenCounter {
  let isAway = false;
  return {
    tokenMap: async (text) => {
      if (isAway) return approximateTokenMap(text);
      try {
        return await embedder.tokenMap(text, { priority: 'query', ...(signal ? { signal } : {}) });
      } catch (error) {
        if (!LtmcError.is(error) || error.code === 'LTMC_CANCELLED' || error.code === 'LTMC_STORE_CLOSED') throw error;
        isAway = true;
        return approximateTokenMap(text);
      }
    },
    get tokenizer() {
      return isAway ? 'estimate' : embedder.fingerprint.model;
    },
  };
}

/** Tokens of a whole text. */
export function totalTokens({ counts }: TokenMap): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
