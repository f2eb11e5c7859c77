import { approximateTokenMap } from '@ltmc/chunking';
import { expect, it } from 'vitest';
import { embeddingText } from '../src/embedding-text.js';

it.each([
  ['no heading', null, 'Run make.', 'Run make.'],
  ['a paragraph deep in a section', 'Install > Linux', 'Run make.', 'Install > Linux\nRun make.'],
  ['the start of a section', 'Install > Linux', '## Linux\n\nRun make.', 'Install\n## Linux\n\nRun make.'],
  ['the start of a top-level section', 'Install', '# Install\n\nRun make.', '# Install\n\nRun make.'],
  ['an underlined heading', 'Install', 'Install\n=======\nRun make.', 'Install\n=======\nRun make.'],
  ['the start of another section, merged', 'Install', '## Linux\n\nRun make.', 'Install\n## Linux\n\nRun make.'],
])('%s', (_, heading, content, expected) => {
  expect(embeddingText({ heading, context: null, content })).toBe(expected);
});

it('puts what stands around a chunk before it', () => {
  expect(embeddingText({ heading: null, context: 'When do we ship?', content: 'On Tuesday.' })).toBe('When do we ship?\nOn Tuesday.');
  expect(embeddingText({ heading: 'Plan', context: 'When?', content: 'On Tuesday.' })).toBe('When?\nPlan\nOn Tuesday.');
});

it('cuts what stands around, at its beginning, before it costs the chunk a word', () => {
  const content = Array.from({ length: 200 }, (_, index) => `own${index % 10}`).join(' ');
  const context = Array.from({ length: 300 }, (_, index) => `word ${index}`).join(' ');
  const text = embeddingText({ heading: null, context, content });
  expect(text.endsWith(content)).toBe(true);
  const short = embeddingText({ heading: null, context, content: 'Yes.' });
  expect(short.endsWith('word 299\nYes.')).toBe(true);
  expect(short.length).toBeLessThan(context.length);
  expect(approximateTokenMap(short).counts.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(245);
});
