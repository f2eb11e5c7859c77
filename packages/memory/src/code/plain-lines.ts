import type { CodeToken } from './scan-code.js';

const QUOTE = /['"`]/;

/** The lines of a text in an unknown language: all that is surely layout is gone, and nothing else. */
export function plainLines(code: string): CodeToken[] {
  const lines = code.split('\n').map((line) => line.trimEnd()).filter((line) => line !== '');
  const indents = lines.map((line) => line.length - line.trimStart().length);
  const depth = new Map([...new Set(indents)].toSorted((a, b) => a - b).map((indent, index) => [indent, index]));
  return lines.map((line, index) => ({ kind: 'literal', text: `${depth.get(indents[index] ?? 0) ?? 0} ${withSingleSpaces(line.trimStart())}` }));
}

/** Inside quotes, spaces count; whether a mark is a quote is not known here. */
function withSingleSpaces(line: string): string {
  return QUOTE.test(line) ? line : line.replaceAll(/\s+/g, ' ');
}
