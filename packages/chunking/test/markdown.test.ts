import { describe, expect, it } from 'vitest';
import { chunkText } from '../src/chunk-text.js';
import { manyWords, trimmed, wordMap } from './texts.js';

const chunk = (text: string, maxTokens = 60): ReturnType<typeof chunkText> => chunkText(text, { kind: 'markdown', tokens: wordMap(text), maxTokens, overlapTokens: 0 });
const headings = (text: string, maxTokens?: number): (string | null)[] => chunk(text, maxTokens).map(({ heading }) => heading);
const section = (title: string, size = 50): string => `${title}\n\n${manyWords(size)}\n\n`;

describe('sections', () => {
  it('give each chunk the path of its headings', () => {
    const text = `${section('Preface words')}${section('# Guide')}${section('## Install')}${section('### Linux')}${section('## Use')}${section('# Appendix')}`;
    expect(headings(text)).toEqual([null, 'Guide', 'Guide > Install', 'Guide > Install > Linux', 'Guide > Use', 'Appendix']);
  });

  it('start at setext headings too, over one line or two', () => {
    expect(headings(`${section('Guide\n=====')}${section('Install\n---')}${section('A long\ntitle\n===')}`)).toEqual(['Guide', 'Guide > Install', 'A long title']);
  });

  it('do not start inside fences, comments, front matter, indented code or without the space', () => {
    const hidden = ['```sh\n# not this\n```', '~~~\n```\n# nor this\n~~~', '<!--\n# nor that\n-->', '    # nor indented', '#nor-a-tag', '####### seven'].join('\n\n');
    expect(headings(`---\ntitle: x\n---\n\n# Real\n\n${hidden}\n\n${manyWords(45)}\n`, 200)).toEqual(['Real']);
  });

  it('are not made by a rule after a list, nor by a table', () => {
    expect(headings(`# Top\n\n- item\n---\n\n${manyWords(40)}\n\n| a | b |\n|---|---|\n| 1 | 2 |\n`, 200)).toEqual(['Top']);
  });

  it('have clean titles: no marks, no link targets, no closing hashes', () => {
    expect(headings(section('## The `fast` **way** to [go](https://x.y) ##'))).toEqual(['The fast way to go']);
  });

  it('keep the heading with its text', () => {
    const sentences = (count: number): string => `${manyWords(9)}. `.repeat(count).replaceAll('word0', 'Word');
    const text = `# Guide\n\n## One\n\n${sentences(6)}\n\n## Two\n\n${sentences(7)}\n`;
    for (const content of trimmed(chunk(text))) expect(content.split(/\s+/).length).toBeGreaterThan(10);
  });
});

describe('small sections', () => {
  it('join neighbours under the same parent, under the heading they share', () => {
    const text = `# FAQ\n\n${section('## Cost?', 8)}${section('## Speed?', 8)}${section('## Size?', 8)}`;
    expect(headings(text)).toEqual(['FAQ']);
  });

  it('stay alone where they would join another top-level section', () => {
    expect(headings(`${section('# Cats', 8)}${section('# Taxes', 8)}`)).toEqual(['Cats', 'Taxes']);
  });

  it('stay alone where the neighbour is large enough without them', () => {
    expect(headings(`# Guide\n\n${section('## One', 50)}${section('## Two', 50)}`)).toEqual(['Guide > One', 'Guide > Two'].map((path, index) => (index === 0 ? 'Guide' : path)));
  });
});

describe('blocks', () => {
  it('keeps a fence whole that fits', () => {
    const fence = `\`\`\`js\n${manyWords(25, 'code')}\n\n${manyWords(25, 'more')}\n\`\`\``;
    const chunks = trimmed(chunk(`# A\n\n${manyWords(30)}\n\n${fence}\n\n${manyWords(30)}`));
    expect(chunks.filter((content) => content.includes('code0') || content.includes('more24'))).toHaveLength(1);
  });

  it('keeps a table whole that fits, and cuts one that does not between rows', () => {
    const row = (index: number): string => `| row ${index} | value |`;
    const table = (rows: number): string => `| a | b |\n| - | - |\n${Array.from({ length: rows }, (_, index) => row(index)).join('\n')}\n`;
    expect(trimmed(chunk(`${manyWords(40)}\n\n${table(6)}`)).filter((content) => content.includes('row'))).toHaveLength(1);
    for (const content of trimmed(chunk(table(40)))) expect(content).toMatch(/^\|.*\|$/s);
  });

  it('cuts a long paragraph after sentences, not after abbreviations', () => {
    const sentence = (n: number): string => `Then Dr. Brown took no. ${n} out of the box and said it was fine.`;
    const chunks = trimmed(chunk(Array.from({ length: 30 }, (_, n) => sentence(n)).join(' ')));
    expect(chunks.length).toBeGreaterThan(3);
    for (const content of chunks) expect(content).toMatch(/^Then Dr\..*fine\.$/);
  });
});
