export { manifest } from './manifest.js';
export type { ModelFile, ModelFileRole, ModelManifest } from './manifest-types.js';
export { modelPath, tokenizerConfigPath, tokenizerPath } from './paths.js';
export { verifyModelFiles } from './verify.js';
