import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../src/index.js';

const page = await readFile(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
const [sections = '', badInput = ''] = page.split('## Bad input');
const rows = sections.split('\n').filter((line) => line.startsWith('| `'));

describe('docs/errors.md', () => {
  it('explains exactly the codes that exist, in their order', () => {
    expect(rows.map((row) => row.match(/^\| `(\w+)`/u)?.[1])).toEqual([...ERROR_CODES]);
  });

  it('says for each what happened, what to do and whether to try again', () => {
    for (const row of rows) {
      const [code, happened = '', todo = '', again] = row.split('|').slice(1, -1).map((cell) => cell.trim());
      expect([happened.length > 20, todo.length > 8], code).toEqual([true, true]);
      expect(again, code).toMatch(/^(?:yes|no)\b/u);
    }
  });

  it('names no code elsewhere that does not exist', () => {
    const named = badInput.match(/LTMC_(?:INVALID|UNKNOWN|CONTENT|STORE|REQUEST|INDEX|EMBEDDER|CONFIG)_\w+/gu) ?? [];
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((code) => !ERROR_CODES.some((known) => known === code))).toEqual([]);
  });
});
