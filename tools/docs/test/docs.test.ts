import { readFile } from 'node:fs/promises';
import { allTools } from '@ltmc/tools';
import { describe, expect, it } from 'vitest';
import { loadExamples, runExample } from '../examples.mjs';
import { PAGE } from '../generate.mjs';
import { renderDocs } from '../render.mjs';
import { differences } from '../same-answer.mjs';

const examples = await loadExamples();

it('every tool has a worked example (tools/docs/README.md says how)', () => {
  const shown = new Set(examples.flatMap(({ steps }) => steps).filter(({ prepares }) => !prepares).map(({ tool }) => tool));
  expect(allTools.map(({ name }) => name).filter((name) => !shown.has(name))).toEqual([]);
});

it('what is shown says what it is for', () => {
  expect(examples.flatMap(({ steps }) => steps).filter(({ says, prepares }) => !says && !prepares)).toEqual([]);
});

it('docs/tools.md is up to date; npm run docs writes it', async () => {
  expect(await readFile(PAGE, 'utf8')).toBe(renderDocs(allTools, examples));
});

describe('worked examples give the answers that are shown; npm run docs records them', () => {
  it.each(examples.map((example) => [example.group, example] as const))('%s', async (_group, { steps, answers }) => {
    expect(steps).toHaveLength(answers.length);
    const actual = await runExample(steps);
    expect(actual.flatMap((answer, index) => differences(answers[index], answer, `call ${index + 1} (${steps[index]?.tool})`))).toEqual([]);
  });
});

describe('two answers differ', () => {
  it.each([
    ['in a text', { a: 'x' }, { a: 'y' }, ['a: "x" was recorded, now it is "y"']],
    ['in an id', { a: { id: 1 } }, { a: { id: 2 } }, ['a.id: 1 was recorded, now it is 2']],
    ['in a field that is new', {}, { a: null }, ['a: undefined was recorded, now it is null']],
    ['in the length of a list', [1], [1, 2], ['1: undefined was recorded, now it is 2']],
    ['much in a score', { score: 0.2 }, { score: 0.9 }, ['score: 0.2 was recorded, now it is 0.9']],
    ['not in times', { at: '2026-01-01T00:00:00.000Z', note: 'until 2026-01-01T00:00:00Z' }, { at: '2027-01-01T00:00:00.123Z', note: 'until 2029-01-01T10:00:00Z' }, []],
    ['not in chance ids', { id: '3f2b8c1e-7a10-4d61-9c1f-0a5be6d4e111' }, { id: '11111111-7a10-4d61-9c1f-0a5be6d4e222' }, []],
    ['not in measurements and last digits', { took_ms: 3, score: 0.511 }, { took_ms: 900, score: 0.5 }, []],
  ])('%s', (_how, recorded, actual, expected) => {
    expect(differences(recorded, actual)).toEqual(expected);
  });
});
