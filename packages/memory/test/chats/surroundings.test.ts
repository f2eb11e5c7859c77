import { expect, it } from 'vitest';
import { surroundingsOf } from '../../src/chats/surroundings.js';

it('is the message before, in one line', () => {
  expect(surroundingsOf('Shall we\n\n  ship? ')).toBe('Shall we ship?');
  expect([surroundingsOf(undefined), surroundingsOf(' \n')]).toEqual([null, null]);
});

it('is the end of a long one, from a whole word on', () => {
  const before = `${'filler '.repeat(200)}do we ship on Tuesday?`;
  const around = surroundingsOf(before) ?? '';
  expect(around).toMatch(/^filler (?:filler )+do we ship on Tuesday\?$/);
  expect(around.length).toBeLessThanOrEqual(300);
});

it('never begins with half a character', () => {
  const around = surroundingsOf(`a${'🚀'.repeat(300)}`) ?? '';
  expect(around).not.toMatch(/^[\uDC00-\uDFFF]/);
  expect(around.length).toBeGreaterThan(290);
});
