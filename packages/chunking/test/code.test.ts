import { describe, expect, it } from 'vitest';
import { chunkText } from '../src/chunk-text.js';
import { trimmed, wordMap } from './texts.js';

const chunk = (text: string, maxTokens = 40, overlapTokens = 0): string[] => trimmed(chunkText(text, { kind: 'code', tokens: wordMap(text), maxTokens, overlapTokens }));
const body = (lines: number, indent = '  '): string => Array.from({ length: lines }, (_, index) => `${indent}const v${index} = compute ( ${index} ) ;`).join('\n');

describe('code', () => {
  it('is cut between functions, comments and decorators with what they describe', () => {
    const text = `/** Adds. */\nfunction add() {\n${body(4)}\n}\n\n// Subtracts.\nfunction subtract() {\n${body(4)}\n}\n\n@cached\nfunction multiply() {\n${body(4)}\n}\n`;
    expect(chunk(text).map((content) => content.split('\n')[0])).toEqual(['/** Adds. */', '// Subtracts.', '@cached']);
  });

  it('is cut before declarations that follow without a blank line', () => {
    const text = `def one():\n${body(4, '    ')}\ndef two():\n${body(4, '    ')}\nclass Three:\n${body(4, '    ')}\n`;
    expect(chunk(text).map((content) => content.split('\n')[0])).toEqual(['def one():', 'def two():', 'class Three:']);
  });

  it('joins small blocks that fit together', () => {
    const text = Array.from({ length: 9 }, (_, index) => `export const limit${index} = ${index} ;`).join('\n\n');
    expect(chunk(text, 60)).toEqual([text]);
  });

  it('cuts a block that does not fit at blank lines and low indentation, never inside a line', () => {
    const method = (name: string): string => `  ${name} ( ) {\n${body(3, '    ')}\n  }\n`;
    const text = `class Big {\n${['a', 'b', 'c', 'd', 'e'].map(method).join('\n')}}\n`;
    const chunks = chunk(text);
    expect(chunks.length).toBeGreaterThan(2);
    for (const content of chunks.slice(1)) expect(content).toMatch(/^[a-e] \( \) \{/);
    const lines = new Set(text.split('\n').map((line) => line.trim()));
    for (const line of chunks.flatMap((content) => content.split('\n'))) expect(lines).toContain(line.trim());
  });

  it('repeats lines only inside a block that was cut', () => {
    const blocks = ['one', 'two'].map((name) => `function ${name}() {\n${body(5)}\n}`).join('\n\n');
    expect(chunk(blocks, 50, 10).map((content) => content.split(' ')[1])).toEqual(['one()', 'two()']);
    const [, second = ''] = chunk(`function long() {\n${body(12)}\n}`, 50, 10);
    const [first = ''] = chunk(`function long() {\n${body(12)}\n}`, 50, 10);
    expect(first.endsWith(second.split('\n')[0] ?? 'nothing')).toBe(true);
  });
});
