import type { Lexicon } from './languages.js';
import { canonicalNumber } from './number-literal.js';

/** A piece of code that means something. */
export interface CodeToken {
  /** `newline` is where a line ends; `rest` is what has no proper end, as it stands. */
  readonly kind: 'word' | 'number' | 'literal' | 'operator' | 'newline' | 'rest';
  readonly text: string;
  /** Of the first on its line: the column it begins at. */
  readonly indent?: number;
}

const WORD = /[\p{L}\p{N}\p{M}_$]+/uy;
const DIGITS = /\d+/y;
/** A whole number or a fraction, its base and its suffix; a point that begins a range or a method name is none of it. */
const NUMBER = /(?:0[xX][\da-fA-F](?:[_']?[\da-fA-F])*|0[oObB]\d(?:_?\d)*|(?:\d(?:[_']?\d)*(?:\.(?![.\p{L}_])(?:\d(?:_?\d)*)?)?|\.\d(?:_?\d)*)(?:[eE][+-]?\d(?:_?\d)*)?)[\p{L}\d_]*/uy;
const SPACE = /[^\S\n]+/uy;
/** Bounded: else a line of slashes without an end would cost by the square of its length. */
const REGEX = /\/(?![*/])(?:\\[^\n]|\[(?:\\[^\n]|[^\]\\\n]){0,200}\]|[^/\\[\n]){1,1000}\/[a-z]*/y;
const TAB = 8;

/** Words behind which an expression begins, so that a slash begins a regular expression. */
const BEFORE_EXPRESSION: ReadonlySet<string> = new Set(['return', 'typeof', 'case', 'in', 'of', 'delete', 'void', 'throw', 'new', 'do', 'else', 'yield', 'await', 'instanceof']);

/** The tokens of a text, without comments and spaces. Takes any text; what the language would refuse becomes tokens of some kind. */
export function scanCode(code: string, lexicon: Lexicon): CodeToken[] {
  const tokens: CodeToken[] = [];
  let at = 0;
  let lineStart = true;
  let indent = 0;

  const add = (kind: CodeToken['kind'], text: string, length: number): void => {
    tokens.push(lineStart && kind !== 'newline' ? { kind, text, indent } : { kind, text });
    lineStart = kind === 'newline';
    at += length;
    if (lineStart) indent = 0;
  };

  while (at < code.length) {
    const character = code[at] ?? '';
    const space = matchAt(SPACE, code, at);
    if (space !== undefined) {
      if (lineStart) indent = columnAfter(space);
      at += space.length;
      continue;
    }
    if (character === '\n') {
      add('newline', '\n', 1);
      continue;
    }
    if (character === '\\' && code[at + 1] === '\n') {
      at += 2;
      continue;
    }
    const comment = commentAt(code, at, lexicon);
    if (comment === 'endless') return [...tokens, { kind: 'rest', text: code.slice(at) }];
    if (comment !== undefined) {
      if (comment.includes('\n')) add('newline', '\n', comment.length);
      else at += comment.length;
      continue;
    }
    const token = tokenAt(code, at, lexicon, tokens.at(-1));
    add(token.kind, token.text, token.length);
  }
  return tokens;
}

interface Read {
  readonly kind: CodeToken['kind'];
  readonly text: string;
  readonly length: number;
}

function tokenAt(code: string, at: number, lexicon: Lexicon, before: CodeToken | undefined): Read {
  for (const read of lexicon.literals) {
    const literal = read(code, at);
    if (literal) return { kind: literal.closed ? 'literal' : 'rest', text: literal.text, length: literal.end - at };
  }
  const number = numberAt(code, at, before);
  if (number) return number;
  const word = matchAt(WORD, code, at);
  if (word !== undefined) return { kind: 'word', text: lexicon.foldsCase === true ? word.toLowerCase() : word, length: word.length };
  const regex = lexicon.regexes === true && beginsExpression(before) ? matchAt(REGEX, code, at) : undefined;
  if (regex !== undefined) return { kind: 'literal', text: regex, length: regex.length };
  const character = String.fromCodePoint(code.codePointAt(at) ?? 0);
  const operator = matchAt(lexicon.operators, code, at) ?? character;
  return { kind: 'operator', text: operator, length: operator.length };
}

/** Behind a point stands the field of a tuple: `pair.10` is not `pair.1`. A point itself begins a number only where an expression may begin. */
function numberAt(code: string, at: number, before: CodeToken | undefined): Read | undefined {
  if (code[at] === '.' && !beginsExpression(before)) return undefined;
  const field = before?.text === '.';
  const literal = matchAt(field ? DIGITS : NUMBER, code, at);
  return literal === undefined ? undefined : { kind: 'number', text: field ? literal : canonicalNumber(literal), length: literal.length };
}

function commentAt(code: string, at: number, { lineComment, blockComment }: Lexicon): string | 'endless' | undefined {
  const line = matchAt(lineComment, code, at);
  if (line !== undefined || !blockComment || !code.startsWith(blockComment.open, at)) return line;
  const { open, close, nested } = blockComment;
  let depth = 1;
  for (let from = at + open.length; ; ) {
    const end = code.indexOf(close, from);
    if (end < 0) return 'endless';
    const inner = nested ? code.slice(from, end).split(open).length - 1 : 0;
    depth += inner - 1;
    from = end + close.length;
    if (depth === 0) return code.slice(at, from);
  }
}

function beginsExpression(before: CodeToken | undefined): boolean {
  if (before === undefined || before.kind === 'newline') return true;
  if (before.kind === 'word') return BEFORE_EXPRESSION.has(before.text);
  return before.kind === 'operator' && before.text !== ')' && before.text !== ']' && before.text !== '}';
}

function matchAt(pattern: RegExp, code: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(code)?.[0];
}

function columnAfter(space: string): number {
  let column = 0;
  for (const character of space) column = character === '\t' ? column - (column % TAB) + TAB : column + 1;
  return column;
}
