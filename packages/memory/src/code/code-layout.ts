import type { Layout, Lexicon } from './languages.js';
import type { CodeToken } from './scan-code.js';

/** What of the lines counts: everything a formatter may change is gone afterwards. */
export function applyLayout(tokens: readonly CodeToken[], { layout, directives = false }: Lexicon): CodeToken[] {
  return LAYOUTS[layout](directives ? endDirectives(tokens) : tokens);
}

const LAYOUTS: Readonly<Record<Layout, (tokens: readonly CodeToken[]) => CodeToken[]>> = { free: withoutNewlines, javascript, go, indented };

const END: CodeToken = { kind: 'newline', text: ';' };
const IN: CodeToken = { kind: 'newline', text: '>' };
const OUT: CodeToken = { kind: 'newline', text: '<' };

function withoutNewlines(tokens: readonly CodeToken[]): CodeToken[] {
  return tokens.filter(({ kind, text }) => kind !== 'newline' || text !== '\n');
}

/** A line that begins with `#` ends where it ends. */
function endDirectives(tokens: readonly CodeToken[]): CodeToken[] {
  let within = false;
  return tokens.map((token) => {
    if (token.indent !== undefined) within = token.text === '#';
    if (!within || token.kind !== 'newline') return token;
    within = false;
    return END;
  });
}

const ENDED_BY_LINE: ReadonlySet<string> = new Set(['return', 'break', 'continue', 'throw', 'yield']);
const CLOSING: ReadonlySet<string> = new Set([')', ']', '}', ';', ',']);

/** Lines end where the language forbids to go on; else a line end says no more than a space. */
function javascript(tokens: readonly CodeToken[]): CodeToken[] {
  const kept: CodeToken[] = [];
  let broken = false;
  for (const token of tokens) {
    if (token.kind === 'newline') {
      broken = true;
      continue;
    }
    const before = kept.at(-1);
    if (broken && before && endsStatement(before, token)) kept.push(END);
    kept.push(token);
    broken = false;
  }
  return kept;
}

/** @see https://tc39.es/ecma262/#sec-automatic-semicolon-insertion restricted productions */
function endsStatement(before: CodeToken, after: CodeToken): boolean {
  if (before.kind === 'word' && ENDED_BY_LINE.has(before.text)) return !CLOSING.has(after.text);
  return (after.text === '++' || after.text === '--') && (before.kind !== 'operator' || before.text === ')' || before.text === ']');
}

const GO_KEYWORDS: ReadonlySet<string> = new Set([
  'case', 'chan', 'const', 'default', 'defer', 'else', 'for', 'func', 'go', 'goto', 'if', 'import', 'interface', 'map', 'package', 'range', 'select', 'struct', 'switch', 'type', 'var',
]);
const GO_ENDINGS: ReadonlySet<string> = new Set(['++', '--', ')', ']', '}']);

/** @see https://go.dev/ref/spec#Semicolons */
function go(tokens: readonly CodeToken[]): CodeToken[] {
  const kept: CodeToken[] = [];
  for (const token of tokens) {
    const before = kept.at(-1);
    const end = token.kind === 'newline' || token.text === ';' && token.kind === 'operator';
    if (token.kind === 'newline' && !(before && endsGoLine(before))) continue;
    if ((token.text === ')' || token.text === '}') && token.kind === 'operator' && before === END) kept.pop();
    kept.push(end ? END : token);
  }
  if (kept.at(-1) === END) kept.pop();
  return kept;
}

function endsGoLine({ kind, text }: CodeToken): boolean {
  if (kind === 'word') return !GO_KEYWORDS.has(text);
  return kind === 'number' || kind === 'literal' || kind === 'operator' && GO_ENDINGS.has(text);
}

/** Blocks by indentation, however deep it is; a text that stands alone on its line says no more than a comment. */
function indented(tokens: readonly CodeToken[]): CodeToken[] {
  const kept: CodeToken[] = [];
  const levels: number[] = [];
  for (const { line, indent } of logicalLines(tokens)) {
    if (line.every(isText)) continue;
    while (levels.length > 1 && indent < (levels.at(-1) ?? 0)) {
      levels.pop();
      kept.push(OUT);
    }
    if (levels.length > 0 && indent > (levels.at(-1) ?? 0)) kept.push(IN);
    if (indent !== levels.at(-1)) {
      if (levels.length === 1 && indent < (levels[0] ?? 0)) levels.pop();
      levels.push(indent);
    }
    kept.push(...line, END);
  }
  return kept;
}

interface LogicalLine {
  readonly line: CodeToken[];
  readonly indent: number;
}

const OPENING = '([{';
const CLOSERS = ')]}';

/** Lines as the language sees them: inside brackets none ends, a semicolon ends one. */
function logicalLines(tokens: readonly CodeToken[]): LogicalLine[] {
  const lines: LogicalLine[] = [];
  let line: CodeToken[] = [];
  let indent = 0;
  let depth = 0;
  const finish = (): void => {
    if (line.length > 0) lines.push({ line, indent });
    line = [];
  };
  for (const token of tokens) {
    const operator = token.kind === 'operator';
    if (operator && OPENING.includes(token.text)) depth += 1;
    if (operator && CLOSERS.includes(token.text)) depth = Math.max(0, depth - 1);
    if (token.kind === 'newline' || operator && token.text === ';') {
      if (depth === 0) finish();
      continue;
    }
    if (line.length === 0 && token.indent !== undefined) indent = token.indent;
    line.push(token);
  }
  finish();
  return lines;
}

/** Not one that computes something. */
function isText({ kind, text }: CodeToken): boolean {
  return kind === 'literal' && !/^[a-z]*[ft]/.test(text);
}
