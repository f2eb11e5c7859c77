import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { manifest } from './manifest.js';

/** The folder of the shipped files; `src/` and `dist/` lie equally deep, so this holds for both. */
export const filesFolder: string = fileURLToPath(new URL('../files', import.meta.url));

/** Absolute path of the int8 ONNX graph. */
export const modelPath: string = join(filesFolder, manifest.files.model.path);

/** Absolute path of `tokenizer.json` (truncation and padding switched off). */
export const tokenizerPath: string = join(filesFolder, manifest.files.tokenizer.path);

/** Absolute path of `tokenizer_config.json`, which `@huggingface/tokenizers` wants as its second argument. */
export const tokenizerConfigPath: string = join(filesFolder, manifest.files.tokenizerConfig.path);

/**
 * Absolute path of the basis of token signatures: float32 little-endian, `dimension` numbers of the mean of all token states, then
 * `signatureBasis.components` rows of `dimension` numbers each.
 */
export const signatureBasisPath: string = join(filesFolder, manifest.files.signatureBasis.path);
