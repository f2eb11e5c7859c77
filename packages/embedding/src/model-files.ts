import { manifest, modelPath, signatureBasisPath, tokenizerConfigPath, tokenizerPath, type ModelManifest } from '@ltmc/model-all-minilm-l6-v2';

/** Where the files of a model lie and which bytes they must have. */
export interface ModelFiles {
  /** Fingerprint, dimension, limits and the SHA-256 of each file. */
  readonly manifest: ModelManifest;
  /** Absolute path of the ONNX graph: `input_ids` and `attention_mask` in, `embedding` out, and `token_states` where there is a basis. */
  readonly modelPath: string;
  /** Absolute path of a BERT `tokenizer.json` without truncation and padding. */
  readonly tokenizerPath: string;
  /** Absolute path of its `tokenizer_config.json`. */
  readonly tokenizerConfigPath: string;
  /** Absolute path of the basis of token signatures. Default: none, and the embedder has no late interaction. */
  readonly signatureBasisPath?: string;
}

/** The model that comes with LTMC. */
export const defaultModel: ModelFiles = { manifest, modelPath, tokenizerPath, tokenizerConfigPath, signatureBasisPath };
