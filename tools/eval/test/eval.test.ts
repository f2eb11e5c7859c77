import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';

const FOLDER = fileURLToPath(new URL('..', import.meta.url));
/** The mean of each measure in percent, by ranking. */
type Figures = Record<string, Record<string, number>>;

const evaluate = (...args: string[]): Promise<string[]> => sectionsOf('eval.mjs', ...args);

async function sectionsOf(script: string, ...args: string[]): Promise<string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...args], { cwd: FOLDER });
  return stdout.split(/^## /mu).slice(1);
}

/** Tables of a section, each as lists of cells. */
function tablesOf(section: string): string[][][] {
  const blocks = section.split('\n\n').filter((block) => block.startsWith('|'));
  return blocks.map((block) => block.trim().split('\n').filter((line) => !line.includes('---')).map((line) => line.slice(2, -2).split(' | ')));
}

function figuresOf([header = [], ...lines]: string[][] = []): Figures {
  return Object.fromEntries(lines.map(([name = '', ...cells]) => [name, Object.fromEntries(cells.map((cell, at) => [header[at + 1], Number.parseFloat(cell)]))]));
}

/** What five of so many units hold, drawn blindly. */
const byChance = (units: number): number => 500 / units;

describe('the small sets, through the built server and its tools', () => {
  let talk: string[][][];
  let records: string[][][];
  beforeAll(async () => {
    [talk = [], records = []] = (await evaluate('small-talk', 'small-records')).map(tablesOf);
  });

  it('each ranking finds more than chance, and hybrid most of it', () => {
    for (const [tables, units] of [[talk, 22], [records, 24]] as const) {
      const figures = figuresOf(tables[0]);
      expect(Object.keys(figures)).toEqual(['keyword', 'semantic', 'hybrid', 'no-late']);
      for (const name of ['keyword', 'semantic', 'no-late']) expect(figures[name]?.['R@5']).toBeGreaterThan(byChance(units));
      expect(figures['hybrid']?.['R@5']).toBeGreaterThan(70);
      expect(figures['hybrid']?.['R@50']).toBe(100);
    }
  });

  it('tells the sorts of question apart where the set does', () => {
    expect(talk).toHaveLength(3);
    expect(records).toHaveLength(4);
    expect(records[1]?.slice(1).map(([type, questions, ranking]) => [type, questions, ranking])).toEqual(
      [['fact', '11'], ['several', '2']].flatMap((sort) => ['keyword', 'semantic', 'hybrid', 'no-late'].map((ranking) => [...sort, ranking])),
    );
  });

  it('says how long a call takes beside a bare one, and what the index takes', () => {
    const [latency, sizes] = talk.slice(-2).map(figuresOf);
    for (const name of ['keyword', 'semantic', 'hybrid', 'no-late']) expect(latency?.[name]?.['ratio of p50']).toBeGreaterThan(0.5);
    expect(sizes?.['token signatures']?.['bytes a unit']).toBeGreaterThan(100);
    expect(sizes?.['all']?.['bytes']).toBeGreaterThan(sizes?.['token signatures']?.['bytes'] ?? Infinity);
  });

  it('finds the same in process by meaning, where nothing but the way there differs', async () => {
    const [inProcess = ''] = await evaluate('small-talk', '--in-process', '--mode', 'semantic,hybrid');
    const figures = figuresOf(tablesOf(inProcess)[0]);
    expect(figures['semantic']).toEqual(figuresOf(talk[0])['semantic']);
  });
});

describe('searches as agents write them, in process', () => {
  it('of two words find what the question finds', async () => {
    const sections = await evaluate('small-talk', 'small-records', '--in-process', '--mode', 'hybrid', '--ask', 'two');
    expect(sections.map((section) => section.split(':', 1)[0])).toEqual(['small-talk, two', 'small-records, two']);
    for (const section of sections) expect(figuresOf(tablesOf(section)[0])['hybrid']?.['R@5']).toBeGreaterThan(70);
  });

  it('with a misspelled word find what was meant', async () => {
    const [misspelled = ''] = await evaluate('small-records', '--in-process', '--mode', 'hybrid', '--ask', 'misspelled');
    expect(figuresOf(tablesOf(misspelled)[0])['hybrid']?.['MRR@10']).toBeGreaterThan(93);
  });

  it('for a word or two that stand in few texts find these', async () => {
    const sections = await sectionsOf('lookups.mjs', 'small-talk', 'small-records', '--mode', 'hybrid');
    expect(sections.length).toBeGreaterThanOrEqual(5);
    for (const section of sections) expect(figuresOf(tablesOf(section)[0])['hybrid']?.['R@5']).toBeGreaterThan(97);
  });
});

it('refuses what it does not know', async () => {
  await expect(evaluate('small-talk', '--mode', 'psychic')).rejects.toThrow('--mode is a list of keyword, semantic, hybrid, no-late');
  await expect(evaluate('small-talk', '--in-process', '--mode', 'no-late')).rejects.toThrow('--mode is a list of keyword, semantic, hybrid,');
  await expect(evaluate('small-talk', '--ask', 'nicely')).rejects.toThrow('--ask is one of sentence, misspelled, lowercase, words, two, one, not "nicely"');
  await expect(evaluate()).rejects.toThrow('name the folder of a labelled set');
});
