import { createHash } from 'node:crypto';
import { applyLayout } from './code-layout.js';
import { codeKindOf, type CodeHints } from './code-kind.js';
import { LEXICONS } from './languages.js';
import { plainLines } from './plain-lines.js';
import { scanCode, type CodeToken } from './scan-code.js';
import { shellWords } from './shell-words.js';

const FENCE = '```';

/**
 * Names a piece of code by what it does, not by how it is laid out: the same for other comments, spaces, quotes and ways to write a number,
 * another for any other token. Python, JavaScript, TypeScript, C and its kin, Java, Go, Rust, SQL, PHP and shell are read by their own rules; of other
 * languages only white space at line ends, empty lines and the depth of the indentation are ignored. Takes any text and never throws.
 * @returns 32 hexadecimal digits.
 */
export function codeFingerprint(code: string, hints: CodeHints = {}): string {
  return createHash('sha256').update(JSON.stringify(normalisedCode(code, hints))).digest('hex').slice(0, 32);
}

/** What the fingerprint is made of: kind and text of each token in turn. */
export function normalisedCode(code: string, hints: CodeHints = {}): string[] {
  const text = code.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n');
  const { body, language } = withoutFence(text);
  const tokens = tokensOf(body, { ...hints, language: hints.language || language });
  // Nothing but comments: they are all there is to tell it by.
  return (tokens.length > 0 ? tokens : plainLines(body)).flatMap(({ kind, text: said }) => [kind, said]);
}

/** What a Markdown fence around the whole text holds, and the language it names. */
function withoutFence(text: string): { readonly body: string; readonly language?: string | undefined } {
  const trimmed = text.trim();
  const firstEnd = trimmed.indexOf('\n');
  if (firstEnd < 0 || !trimmed.startsWith(FENCE) || !trimmed.endsWith(`\n${FENCE}`)) return { body: text };
  const language = /^[\w+#-]+/.exec(trimmed.slice(FENCE.length, firstEnd).trimStart())?.[0];
  return { body: trimmed.slice(firstEnd + 1, Math.max(firstEnd + 1, trimmed.length - FENCE.length)), language };
}

function tokensOf(code: string, hints: CodeHints): CodeToken[] {
  const kind = codeKindOf(code, hints);
  if (kind === 'plain') return plainLines(code);
  if (kind === 'shell') return shellWords(code);
  const lexicon = LEXICONS[kind];
  return applyLayout(scanCode(code, lexicon), lexicon);
}
