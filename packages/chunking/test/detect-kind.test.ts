import { describe, expect, it } from 'vitest';
import { detectKind } from '../src/detect-kind.js';

describe('detectKind', () => {
  it.each([
    ['notes.md', 'document', 'markdown'], ['NOTES.MD', 'document', 'markdown'], ['src/main.rs', 'document', 'code'], ['C:\\x\\app.ts', 'note', 'code'], ['Dockerfile', 'document', 'code'],
    ['log.txt', 'document', 'plain'], ['standup', 'chat', 'chat'], ['standup.md', 'Transcript', 'chat'], ['snippet', 'code', 'code'], ['readme.md', 'code', 'markdown'],
    ['project notes', 'document', 'markdown'], ['.env', 'document', 'code'], ['v1.2', 'note', 'markdown'],
  ])('%s of type %s is %s', (fileName, type, kind) => {
    expect(detectKind(fileName, type)).toBe(kind);
  });
});
