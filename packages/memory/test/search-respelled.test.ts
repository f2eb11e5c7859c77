import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEmbedder } from '@ltmc/embedding';
import { context, silent } from './open-memory.js';
import { openSearchWorld, type SearchWorld } from './search-bad-input-world.js';

const embedder = createEmbedder({ logger: silent });
afterAll(() => embedder.close());

describe('a misspelled word', () => {
  let world: SearchWorld;
  beforeAll(async () => {
    world = await openSearchWorld({ embedder });
    await world.remember({
      cluster: 'The kubernetes cluster runs in Frankfurt and is renewed every spring.',
      backup: 'Chandler restores the database from the nightly snapshot, which takes two hours.',
      angels: 'The angel over the entrance was painted by a friend of the owner.',
      german: 'Die Rechnung für die Wohnung liegt nicht im Büro, und der Vermieter ist nicht da.',
    });
  });
  afterAll(() => world?.[Symbol.asyncDispose]());
  const search = (query: string, mode: 'hybrid' | 'semantic' | 'keyword' = 'hybrid') => world.memory.search(context, { query, mode, topK: 1, respell: true });

  it.each([
    ['Where does the kuberntes cluster run?', 'Where does the kubernetes cluster run?', 'cluster'],
    ['what does Chanpdler do with the datbaase', 'what does Chandler do with the database', 'backup'],
    ['kuberntes', 'kubernetes', 'cluster'],
    ['Wo ist die Rechnugn vom Vermeiter?', 'Wo ist die Rechnung vom Vermieter?', 'german'],
  ])('is taken for what the texts have: %s', async (asked, searched, found) => {
    for (const mode of ['hybrid', 'semantic'] as const) {
      const { hits, query, respelled } = await search(asked, mode);
      expect([hits[0]?.fileName, query]).toEqual([found, searched]);
      expect(respelled?.length).toBeGreaterThan(0);
    }
    const meant = await search(searched);
    expect((await search(asked)).hits).toEqual(meant.hits);
    expect(meant.respelled).toBeUndefined();
  });

  it('is told with what was searched for in its place', async () => {
    expect((await search('what does Chanpdler do with the datbaase')).respelled).toEqual([{ asked: 'Chanpdler', searched: 'Chandler' }, { asked: 'datbaase', searched: 'database' }]);
  });

  it.each([
    ['a word that the model knows', 'At which angle does the roof stand?'], ['what is quoted', 'who said "kuberntes cluster" there'], ['a name of code', 'what is in kuberntes.yaml and in run_kuberntes'], ['a path', 'src/kuberntes/main'],
    ['camel case', 'runKuberntes'], ['an abbreviation', 'KUBERNTES'], ['what is far from all', 'the zymurgist of the brewery'],
  ])('stays where it is %s', async (_, query) => {
    expect(await search(query)).toMatchObject({ query });
    expect((await search(query)).respelled).toBeUndefined();
  });

  it('stays where the caller could not be told', async () => {
    expect(await world.memory.search(context, { query: 'kuberntes' })).toMatchObject({ query: 'kuberntes' });
    expect(await world.memory.search(context, { query: 'kuberntes' })).not.toHaveProperty('respelled');
  });

  it('stays in a search for words', async () => {
    expect(await search('kuberntes', 'keyword')).toEqual({ hits: [], mode: 'keyword', scoresAre: 'shares', query: 'kuberntes' });
  });

  it('is taken for nothing that the caller may not see, or that is gone', async () => {
    const elsewhere = { ...context, namespace: 'elsewhere' };
    expect((await world.memory.search(elsewhere, { query: 'the kuberntes cluster', respell: true })).respelled).toBeUndefined();
    expect((await world.memory.search(context, { query: 'the kuberntes cluster', tags: ['none'], respell: true })).respelled).toBeUndefined();
    expect((await world.memory.search(context, { query: 'the kuberntes cluster', asOfMs: Date.now(), respell: true })).respelled).toBeUndefined();
  });

  it('of a question is answered as it was meant', async () => {
    const { passages, suggestion, respelled } = await world.memory.recall.askWithContext(context, { question: 'Where does the kuberntes cluster run?' });
    expect(respelled).toEqual([{ asked: 'kuberntes', searched: 'kubernetes' }]);
    expect(passages[0]?.text).toContain('Frankfurt');
    expect(suggestion?.text).toContain('Frankfurt');
  });
});
