/** What a file is for. A new file of the package is a new name here and a new line in `tools/model/package_files.py`. */
export type ModelFileRole = 'model' | 'tokenizer' | 'tokenizerConfig';

/** One shipped file and the bytes it must have. */
export interface ModelFile {
  /** Relative to the package's `files/` folder. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** The shape of `files/manifest.json`. */
export interface ModelManifest {
  readonly formatVersion: 1;
  readonly model: string;
  /**
   * Names the vector space: vectors with the same fingerprint may be compared, others never.
   * Made of model, dimension, pooling, quantisation and the sha256 of model and tokenizer.
   */
  readonly fingerprint: string;
  /** Length of an embedding. */
  readonly dimension: number;
  /** Longest input, [CLS] and [SEP] included. The tokenizer does not cut; its caller does, keeping [SEP]. */
  readonly maxTokens: number;
  readonly pooling: 'mean';
  /** Whether embeddings come out with length 1. */
  readonly normalised: boolean;
  readonly quantisation: string;
  readonly specialTokenIds: {
    readonly pad: number;
    readonly unknown: number;
    /** [CLS], in front of every text. */
    readonly start: number;
    /** [SEP], behind every text. */
    readonly end: number;
  };
  readonly files: Readonly<Record<ModelFileRole, ModelFile>>;
  /** Where the weights were taken from, unchanged. */
  readonly provenance: {
    readonly upstream: string;
    readonly licence: string;
    readonly registry: string;
    readonly package: string;
    readonly version: string;
    /** Original file name to sha256. */
    readonly sourceSha256: Readonly<Record<string, string>>;
  };
}
