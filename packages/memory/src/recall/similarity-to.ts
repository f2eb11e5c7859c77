import { LtmcError, type Embedder } from '@ltmc/contracts';

/** Cosines of texts to a question; null where the model is away, for words can judge then. */
export function similarityTo(embedder: Embedder, question: string, signal: AbortSignal | undefined): (text: string) => Promise<number | null> {
  const embed = (text: string): Promise<Float32Array> => embedder.embed(text, { priority: 'query', ...(signal ? { signal } : {}) });
  return async (text) => {
    try {
      const [a, b] = await Promise.all([embed(question), embed(text)]);
      return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
    } catch (error) {
      if (!LtmcError.is(error) || error.code === 'LTMC_CANCELLED' || error.code === 'LTMC_STORE_CLOSED') throw error;
      return null;
    }
  };
}
