import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { addRuntimeWithoutBinary, installWith, runIn } from './partial-install.js';

const NEEDED = ['@ltmc/contracts', '@ltmc/model-all-minilm-l6-v2'];
const workspace = fileURLToPath(new URL('..', import.meta.url));
const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});
async function install(dependencies: readonly string[]): Promise<string> {
  const folder = await installWith(dependencies);
  folders.push(folder);
  return folder;
}

/** Counts threads, and tells whether ONNX Runtime's library is mapped into the process, in whatever thread. */
const WATCHED = `
  import { createEmbedder } from '@ltmc/embedding';
  let threads = 0;
  process.on('worker', () => { threads += 1; });
  const libraryLoaded = () => process.report.getReport().sharedObjects.some((path) => path.includes('onnxruntime'));`;

describe('before the first text', () => {
  it('nothing heavy is imported: the package works without onnxruntime-node and tokenizers installed', async () => {
    const seen = await runIn(await install(NEEDED), `${WATCHED}
      const embedder = createEmbedder();
      await new Promise((resolve) => setTimeout(resolve, 50));
      console.log(JSON.stringify({ dimension: embedder.fingerprint.dimension, threads, library: libraryLoaded() }));`);
    expect(seen).toEqual({ dimension: 384, threads: 0, library: false });
  });

  it('the watch sees thread and library once there is one, and an idle worker lets the process end', async () => {
    const seen = await runIn(workspace, `${WATCHED}
      const { length } = await createEmbedder().embed('hello');
      console.log(JSON.stringify({ length, threads, library: libraryLoaded() }));`);
    expect(seen).toEqual({ length: 384, threads: 1, library: true });
  });
});

describe('without the native library', () => {
  const ASK = `
    import { createEmbedder } from '@ltmc/embedding';
    const { code, message } = await createEmbedder().embed('hello').catch((error) => error);
    console.log(JSON.stringify({ code, message }));`;
  const missing = { code: 'LTMC_NATIVE_MISSING', message: expect.stringMatching(/node_modules\/onnxruntime-node.* && npm install --ignore-scripts$/) };

  it('the first text says how to mend it', async () => {
    const folder = await install([...NEEDED, '@huggingface/tokenizers']);
    expect(await runIn(folder, ASK)).toEqual(missing);
    await addRuntimeWithoutBinary(folder);
    expect(await runIn(folder, ASK)).toEqual(missing);
  });
});
