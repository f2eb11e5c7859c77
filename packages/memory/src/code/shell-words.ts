import type { CodeToken } from './scan-code.js';
import { quoted } from './string-literal.js';

const SINGLE = quoted({ open: /(')/y, escape: 'none', multiline: true });
const DOUBLE = quoted({ open: /(")/y, escape: 'backslash', multiline: true });
const SPACE = /[^\S\n]+/y;
const PLAIN = /(?:\\[^\n]|[^\s'"\\;&|<>()])+/y;
const OPERATOR = /;;&?|;&|&&|\|\||\|&|&>>?|<<<|<<-?|>>|>\||<>|[<>]&|[;&|<>()]/y;
const COMMENT = /#[^\n]*/y;
const HERE: ReadonlySet<string> = new Set(['<<', '<<-']);
const MEANS_ITSELF = /^[^$`\\"'!]*$/;

/** More of them are read as if they were none: each costs a look through the script. */
const MAX_DOCUMENTS = 100;

/** Words behind which a line end is only a space. */
const GOES_ON: ReadonlySet<string> = new Set(['&&', '||', '|', '|&', ';', '(']);

/** The words of a script: what stands together stays together, line ends and semicolons are one. */
export function shellWords(code: string): CodeToken[] {
  const tokens: CodeToken[] = [];
  const documents: string[] = [];
  let documentsLeft = MAX_DOCUMENTS;
  let glued = false;

  const end = (): void => {
    glued = false;
    if (tokens.length > 0 && !GOES_ON.has(tokens.at(-1)?.text ?? '')) tokens.push({ kind: 'operator', text: ';' });
  };
  const part = (text: string): void => {
    const last = glued ? tokens.pop() : undefined;
    tokens.push({ kind: 'word', text: (last?.text ?? '') + text });
    const opensDocument = !glued && HERE.has(tokens.at(-2)?.text ?? '');
    if (opensDocument && (documentsLeft -= 1) >= 0) documents.push(text.replaceAll(/['"\\]/g, ''));
    glued = true;
  };

  for (let at = 0; at < code.length; ) {
    const text = lineEndAt(code, at) ?? matchAt(SPACE, code, at);
    if (text !== undefined) {
      glued = glued && text === '\\\n';
      at += text.length;
      if (text !== '\n') continue;
      const body = hereDocuments(code, at, documents.splice(0));
      if (body !== '') tokens.push({ kind: 'literal', text: body });
      at += body.length;
      end();
      continue;
    }
    const comment = glued ? undefined : matchAt(COMMENT, code, at);
    if (comment !== undefined) {
      at += comment.length;
      continue;
    }
    const literal = SINGLE(code, at) ?? DOUBLE(code, at);
    const word = literal ? (literal.closed ? canonicalQuotes(literal.text) : literal.text) : matchAt(PLAIN, code, at);
    if (word !== undefined) {
      part(word);
      at = literal ? literal.end : at + word.length;
      continue;
    }
    const operator = matchAt(OPERATOR, code, at);
    if (operator === ';') end();
    else tokens.push({ kind: operator === undefined ? 'rest' : 'operator', text: operator ?? code.slice(at) });
    glued = false;
    at += operator?.length ?? code.length;
  }
  if (tokens.at(-1)?.text === ';') tokens.pop();
  return tokens;
}

/** A line end, or one that a backslash takes back. */
function lineEndAt(code: string, at: number): string | undefined {
  if (code[at] === '\n') return '\n';
  return code.startsWith('\\\n', at) ? '\\\n' : undefined;
}

/** Both marks say the same where nothing inside means more than itself. */
function canonicalQuotes(literal: string): string {
  const body = literal.slice(1);
  return MEANS_ITSELF.test(body) ? `"${body}"` : `${literal}${literal[0] ?? ''}`;
}

/** The bodies of here-documents as they stand; without its last line one is none. */
function hereDocuments(code: string, from: number, marks: readonly string[]): string {
  let at = from;
  for (const mark of marks) {
    const rest = code.slice(at);
    const end = rest.split('\n').findIndex((line) => line.replace(/^\t+/, '') === mark);
    if (end < 0) break;
    at += rest.split('\n').slice(0, end + 1).join('\n').length;
  }
  return code.slice(from, at);
}

function matchAt(pattern: RegExp, code: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(code)?.[0];
}
