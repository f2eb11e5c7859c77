/** What a key says about its value: `secret` is never written, `memory` is text of a user and only its length is. */
export type Sensitivity = 'secret' | 'memory' | 'plain';

/** A key whose words end with one of these holds a credential. */
const SECRET_WORDS = new Set([
  'password', 'passwd', 'passphrase', 'pwd', 'secret', 'token', 'authorization', 'cookie', 'credential', 'credentials', 'apikey',
]);
const SECRET_PAIRS = new Set(['api key', 'private key', 'access key', 'tls key', 'signing key', 'encryption key']);

/** A key with exactly these words holds what a user wrote or what a tool was given. */
const MEMORY_KEYS = new Set([
  'answer', 'arguments', 'args', 'body', 'chunk', 'chunks', 'completion', 'content', 'contents', 'data', 'document', 'heading', 'input', 'memory',
  'new text', 'old text', 'output', 'params', 'prompt', 'query', 'question', 'result', 'results', 'snippet', 'structured content', 'text', 'texts',
]);

/** Judges a field by its name alone, whatever its spelling: `apiKey`, `API_KEY`, `x-api-key`. */
export function sensitivityOf(key: string): Sensitivity {
  const words = key
    .replaceAll(/([a-z0-9])([A-Z])/gu, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/u)
    .filter((word) => word !== '');
  const lastTwo = words.slice(-2).join(' ');
  if (SECRET_WORDS.has(words.at(-1) ?? '') || SECRET_PAIRS.has(lastTwo)) return 'secret';
  return MEMORY_KEYS.has(words.join(' ')) ? 'memory' : 'plain';
}
