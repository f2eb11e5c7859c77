/** A literal as it stands in the code. */
export interface ReadLiteral {
  /** Offset behind it. */
  readonly end: number;
  /** One text for all ways to write the same literal; as it stands where it has no end. */
  readonly text: string;
  /** False where its closing mark is missing: then it is the rest of the line, or of the text where it may run over lines. */
  readonly closed: boolean;
}

/** Reads the literal that begins at an offset; undefined where none of its kind does. Reads no character twice, so that a text costs by its length. */
export type LiteralReader = (code: string, at: number) => ReadLiteral | undefined;

interface Ending {
  readonly close: string;
  /** `backslash`: the next character is skipped; `doubled`: the mark twice is the mark; `none`: the first mark ends it. */
  readonly escape: 'backslash' | 'doubled' | 'none';
  readonly multiline: boolean;
}

/** Offset of the closing mark, or -1. */
function findClose(code: string, from: number, { close, escape, multiline }: Ending): number {
  for (let at = from; at < code.length; at += 1) {
    const character = code[at];
    if (escape === 'backslash' && character === '\\') at += 1;
    else if (code.startsWith(close, at)) {
      if (escape !== 'doubled' || !code.startsWith(close, at + close.length)) return at;
      at += 2 * close.length - 1;
    } else if (character === '\n' && !multiline) return -1;
  }
  return -1;
}

export interface QuotedOptions extends Omit<Ending, 'close'> {
  /** Sticky; matches prefix and opening mark, the mark as its last group. */
  readonly open: RegExp;
  /** Default: the opening mark. */
  readonly close?: (match: RegExpExecArray) => string;
  /** Whether the marks may be exchanged without changing what is said. Default false. */
  readonly anyQuote?: boolean;
}

/** Literals between marks. */
export function quoted({ open, close, anyQuote = false, ...ending }: QuotedOptions): LiteralReader {
  return (code, at) => {
    open.lastIndex = at;
    const match = open.exec(code);
    if (!match) return undefined;
    const mark = match.at(-1) ?? '';
    const from = at + match[0].length;
    const closing = close ? close(match) : mark;
    const stop = findClose(code, from, { ...ending, close: closing });
    if (stop < 0) return unclosed(code, at, ending.multiline);
    const body = code.slice(from, stop);
    const prefix = match[0].slice(0, match[0].length - mark.length).toLowerCase();
    const end = stop + closing.length;
    return { end, closed: true, text: anyQuote ? `${canonicalPrefix(prefix)}"${prefix.includes('r') ? body : withoutQuoteEscapes(body)}` : `${prefix}${mark}${body}` };
  };
}

function unclosed(code: string, at: number, multiline: boolean): ReadLiteral {
  const lineEnd = multiline ? -1 : code.indexOf('\n', at);
  const end = lineEnd < 0 ? code.length : lineEnd;
  return { end, text: code.slice(at, end), closed: false };
}

/** `u` says nothing, and letters may stand in any order: `Rb` is `br`. */
function canonicalPrefix(prefix: string): string {
  return [...prefix].filter((letter) => letter !== 'u').toSorted().join('');
}

/** `it\'s` and `it's` are one text; every other escape stays as it is. */
function withoutQuoteEscapes(body: string): string {
  return body.replaceAll(/\\([\s\S])/g, (escape, character: string) => (character === "'" || character === '"' ? character : escape));
}

/** A JavaScript template with whatever it holds, as it stands. */
export const template: LiteralReader = (code, at) => {
  if (code[at] !== '`') return undefined;
  /** Open braces of each expression we are in; -1 stands for template text. */
  const within: number[] = [-1];
  for (let position = at + 1; position < code.length; position += 1) {
    const character = code[position];
    const braces = within.at(-1) ?? -1;
    if (braces < 0) {
      if (character === '\\') position += 1;
      else if (character === '`') within.pop();
      else if (character === '$' && code[position + 1] === '{') {
        within.push(0);
        position += 1;
      }
      if (within.length === 0) return { end: position + 1, text: code.slice(at, position + 1), closed: true };
    } else if (character === '`') within.push(-1);
    else if (character === "'" || character === '"') {
      const stop = findClose(code, position + 1, { close: character, escape: 'backslash', multiline: false });
      if (stop > 0) position = stop;
    } else if (character === '{') within[within.length - 1] = braces + 1;
    else if (character === '}') {
      if (braces === 0) within.pop();
      else within[within.length - 1] = braces - 1;
    }
  }
  return unclosed(code, at, true);
};
