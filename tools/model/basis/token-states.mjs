import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { manifest, modelPath, tokenizerConfigPath, tokenizerPath } from '@ltmc/model-all-minilm-l6-v2';

const require = createRequire(new URL('../../../packages/embedding/package.json', import.meta.url));

/** The shipped model, for the states of its last layer. One thread, one text at a time: the same bits in every run. */
export async function openTokenStates() {
  const ort = require('onnxruntime-node');
  const { Tokenizer } = await import('@huggingface/tokenizers');
  const json = async (path) => JSON.parse(await readFile(path, 'utf8'));
  const tokenizer = new Tokenizer(await json(tokenizerPath), await json(tokenizerConfigPath));
  const session = await ort.InferenceSession.create(modelPath, { intraOpNumThreads: 1, interOpNumThreads: 1, extra: { session: { intra_op: { allow_spinning: '0' } } } });
  const { start, end } = manifest.specialTokenIds;
  const tokensOf = (text) => tokenizer.encode(text, { add_special_tokens: false }).ids.slice(0, manifest.maxTokens - 2);
  return {
    dimension: manifest.dimension,
    /** Token ids without `[CLS]` and `[SEP]`, cut at what the model takes. */
    tokensOf,
    /** The state of each token but `[CLS]` and `[SEP]`, in order; valid until the next one. */
    async *of(text) {
      const ids = [start, ...tokensOf(text), end];
      const shape = [1, ids.length];
      const feeds = {
        input_ids: new ort.Tensor('int64', BigInt64Array.from(ids, BigInt), shape),
        attention_mask: new ort.Tensor('int64', new BigInt64Array(ids.length).fill(1n), shape),
      };
      const { data } = (await session.run(feeds, ['token_states'])).token_states;
      for (let token = 1; token < ids.length - 1; token += 1) yield data.subarray(token * manifest.dimension, (token + 1) * manifest.dimension);
    },
  };
}
