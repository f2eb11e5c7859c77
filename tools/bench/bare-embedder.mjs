import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { manifest, modelPath, tokenizerConfigPath, tokenizerPath } from '@ltmc/model-all-minilm-l6-v2';

const require = createRequire(new URL('../../packages/embedding/package.json', import.meta.url));

/** The model and nothing around it: the baseline that LTMC's own paths are compared with. */
export async function bareEmbedder() {
  const ort = require('onnxruntime-node');
  const { Tokenizer } = await import('@huggingface/tokenizers');
  const json = async (path) => JSON.parse(await readFile(path, 'utf8'));
  const tokenizer = new Tokenizer(await json(tokenizerPath), await json(tokenizerConfigPath));
  // Threads that go on spinning after a run would slow whatever is measured next in this process.
  const session = await ort.InferenceSession.create(modelPath, { extra: { session: { intra_op: { allow_spinning: '0' } } } });
  return async (text) => {
    let { ids } = tokenizer.encode(text);
    if (ids.length > manifest.maxTokens) ids = [...ids.slice(0, manifest.maxTokens - 1), ids.at(-1)];
    const shape = [1, ids.length];
    const { embedding } = await session.run(
      { input_ids: new ort.Tensor('int64', BigInt64Array.from(ids, BigInt), shape), attention_mask: new ort.Tensor('int64', new BigInt64Array(ids.length).fill(1n), shape) },
      ['embedding'],
    );
    return embedding.data;
  };
}
