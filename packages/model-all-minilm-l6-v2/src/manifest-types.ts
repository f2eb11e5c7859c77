/** What a file is for. A new file of the package is a new name here, and `tools/model` must write or keep it. */
export type ModelFileRole = 'model' | 'tokenizer' | 'tokenizerConfig' | 'signatureBasis';

/** One shipped file and the bytes it must have. */
export interface ModelFile {
  /** Relative to the package's `files/` folder. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** The basis that token states are projected on to become signatures: `components` directions and the mean of all states. */
export interface SignatureBasis {
  /** Names the space of the signatures: the model's fingerprint, then what is made of the basis. Signatures of different fingerprints are never compared. */
  readonly fingerprint: string;
  /** `ModelManifest.fingerprint` of the model it was fitted on; with another it is of no use. */
  readonly modelFingerprint: string;
  /** Directions, and bits of a token in a signature. */
  readonly components: number;
  /** What it was fitted on. */
  readonly provenance: {
    readonly fittedOn: readonly { readonly set: string; readonly conversations: number; readonly texts: number; readonly tokens: number }[];
    readonly tokens: number;
    /** Share of the variance of token states that the directions hold. */
    readonly explainedVariance: number;
    /** Of the random turn that is part of the directions. */
    readonly rotationSeed: number;
  };
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
  readonly signatureBasis: SignatureBasis;
}
