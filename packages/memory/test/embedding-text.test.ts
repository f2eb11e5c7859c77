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
