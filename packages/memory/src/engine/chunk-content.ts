import { approximateTokenMap, chunkText, type TextKind } from '@ltmc/chunking';
import { LtmcError, type ChunkInput, type Embedder, type TokenMap } from '@ltmc/contracts';

/** The estimate is at worst a few percent too low; a chunk has at most 200 tokens and the model reads 254. */
const SHORT_TOKENS = 180;
/** Longer texts have more tokens in any language; estimating theirs would be in vain. */
const SHORT_CHARACTERS = 2000;

export interface ChunkedContent {
  readonly chunks: readonly ChunkInput[];
  /** Made with an estimate of the tokens, because the embedder is away. */
  readonly degraded: boolean;
}

export interface ChunkContentOptions {
  readonly kind: TextKind;
  /** Whether the text may begin with its title; see `ChunkOptions`. Default false. */
  readonly titled?: boolean;
  readonly signal: AbortSignal | undefined;
}

/** Without an embedder the text must still be kept: its tokens are estimated then, and the answer says so. */
export async function chunkContent(embedder: Embedder, content: string, { kind, titled = false, signal }: ChunkContentOptions): Promise<ChunkedContent> {
  const short = shortTokenMap(content);
  if (short) return { chunks: chunkText(content, { kind, titled, tokens: short }), degraded: false };
  try {
    const tokens = await embedder.tokenMap(content, { priority: 'query', ...(signal ? { signal } : {}) });
    return { chunks: chunkText(content, { kind, titled, tokens }), degraded: false };
  } catch (error) {
    if (!LtmcError.is(error) || !EMBEDDER_AWAY.has(error.code)) throw error;
    return { chunks: chunkText(content, { kind, titled, tokens: approximateTokenMap(content) }), degraded: true };
  }
}

/**
 * The estimate, for a text that is surely within one chunk's tokens: a note is then stored without waiting for the embedding thread, which may be at
 * work on another text. It depends on the text alone, so the same text always gives the same chunks.
 */
function shortTokenMap(content: string): TokenMap | undefined {
  if (content.length > SHORT_CHARACTERS) return undefined;
  const estimate = approximateTokenMap(content);
  return estimate.counts.reduce((sum, count) => sum + count, 0) <= SHORT_TOKENS ? estimate : undefined;
}

/** Failures of the embedder that must not keep a text from being stored. */
const EMBEDDER_AWAY: ReadonlySet<string> = new Set(['LTMC_EMBEDDER_FAILED', 'LTMC_EMBEDDER_OVERLOADED', 'LTMC_MODEL_DAMAGED', 'LTMC_NATIVE_MISSING']);
