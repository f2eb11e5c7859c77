import type { ChunkInput, TokenMap } from '@ltmc/contracts';
import fc from 'fast-check';

/** Characters that break naive cutting: pairs, accents, joined emoji, flags, odd spaces, controls, lone surrogates. */
const NASTY = ['😀', '👨‍👩‍👧‍👦', '🇩🇪🇫🇷', 'é', 'Z͑ͫ̓ͪ', '👍🏽', '#️⃣', '한', '各', 'ก็', '\u00a0', '\u200b', '\ufeff', '\u0000', '\r', '\r\n', '\u2028', '\ud800', '\udc00', 'ﬃ', 'İ'];
const WORDS = ['alpha', 'beta.', 'Gamma!', 'e.g.', 'Dr.', 'x', 'supercalifragilistic', 'foo_bar(1,2);', '中文。', 'naïve', 'ok?', '"quoted."', '3.14'];
const LINES = [
  '# Title', '## Part two', '### Deep `code` [link](http://x)', '#', '#no heading', 'Setext', '=====', '---', '```', '```ts', '~~~~', '````', '- item', '  continued', '1. first',
  '| a | b |', '|---|---|', '> quote', '<!-- # hidden', '-->', '    indented', '\tif (x) {', '}', 'function f() {', 'class A:', '// comment', '@decorator',
  'User: hi', 'Assistant: hello', '**Bob:** yes', '[10:02] Ann: no', '', '', '   ', '+++',
];

const word = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...WORDS) }, { weight: 2, arbitrary: fc.constantFrom(...NASTY) }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) });
const words = fc.array(word, { maxLength: 30 }).chain((list) => fc.constantFrom(' ', '', '  ').map((gap) => list.join(gap)));
const line = fc.oneof(fc.constantFrom(...LINES), words, fc.tuple(fc.constantFrom(...LINES), words).map(([mark, text]) => `${mark} ${text}`));

/** Text that looks like Markdown, code and chat at once, with everything nasty in it. */
export const nastyText = fc.array(line, { maxLength: 40 }).chain((lines) => fc.constantFrom('\n', '\r\n', '\n\n').map((end) => lines.join(end)));

/** Tokens of the units that start in a range, counted one by one. */
export function countTokens({ starts, counts }: TokenMap, start: number, end: number): number {
  return counts.reduce((sum, count, unit) => sum + ((starts[unit] ?? 0) >= start && (starts[unit] ?? 0) < end ? count : 0), 0);
}

/** One token a word between white space, without the guesswork of the approximate map. */
export function wordMap(text: string): TokenMap {
  const starts = Array.from(text.matchAll(/\S+/g), (match) => match.index);
  return { starts: Uint32Array.from(starts), counts: new Uint32Array(starts.length).fill(1) };
}

/** `n` different words. */
export function manyWords(n: number, prefix = 'word'): string {
  return Array.from({ length: n }, (_, index) => `${prefix}${index}`).join(' ');
}

/** The contents without the white space around them. */
export function trimmed(chunks: readonly ChunkInput[]): string[] {
  return chunks.map((chunk) => chunk.content.trim());
}
