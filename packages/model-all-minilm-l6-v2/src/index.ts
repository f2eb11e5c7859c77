export { manifest } from './manifest.js';
export type { ModelFile, ModelFileRole, ModelManifest, SignatureBasis } from './manifest-types.js';
export { modelPath, signatureBasisPath, tokenizerConfigPath, tokenizerPath } from './paths.js';
export { verifyModelFiles } from './verify.js';
