import { describe, expect, it } from 'vitest';
import { createTestEmbedder } from '@ltmc/embedding';
import { context, movableClock, openTestMemory } from './open-memory.js';

const DAY_MS = 86_400_000;
const namesOf = (hits: readonly { readonly fileName: string }[]): string[] => hits.map(({ fileName }) => fileName);

describe('a quoted phrase', () => {
  it.each(['hybrid', 'keyword'] as const)('brings up what holds it word for word: %s', async (mode) => {
    await using test = await openTestMemory({ embedder: createTestEmbedder() });
    await Promise.all(Array.from({ length: 20 }, (_, n) => test.store(`other-${n}`, `Note ${n}: the door was late, and the red train came to the door of the harbour.`)));
    await test.store('verbatim', 'Somebody wrote late red door on the wall of a house that nobody knows, next to some other things.');
    expect(namesOf(await test.search('where is "late red door" written at the harbour', { mode, topK: 3 }))[0]).toBe('verbatim');
    expect(namesOf(await test.search('where is late red door written at the harbour', { mode, topK: 3 }))[0]).not.toBe('verbatim');
  });
});

describe('an explained hit', () => {
  it('tells what each feature adds to the log-odds of its score, the most telling first', async () => {
    await using test = await openTestMemory({ embedder: createTestEmbedder() });
    await test.store('boats', 'The ferry to the island leaves from pier four every morning.');
    await test.store('other', 'A recipe for bread with seeds.');
    const query = 'where does the ferry to the island leave from';
    const [hit] = await test.search(query, { explain: true });
    const shares = Object.values(hit?.features ?? {});
    const score = hit?.score ?? 0;
    expect(hit?.fileName).toBe('boats');
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(Math.log(score / (1 - score)), 6);
    expect(shares.map(Math.abs)).toEqual(shares.map(Math.abs).toSorted((a, b) => b - a));
    expect(Object.keys(hit?.features ?? {})).toEqual(expect.arrayContaining(['base', 'coverage', 'meaningOfPassage', 'recency']));
    expect((await test.search(query))[0]).not.toHaveProperty('features');
    expect((await test.search(query, { explain: true, mode: 'keyword' }))[0]).not.toHaveProperty('features');
  });
});

describe('filters apply before ranking', () => {
  it('gives top_k hits of the wanted tag although better ones are filtered out', async () => {
    await using test = await openTestMemory();
    await Promise.all(Array.from({ length: 30 }, (_, n) => test.store(`near-${n}`, `The cat sat on mat number ${n}.`)));
    await test.store('far-1', 'A dog ran through the park.', { tags: ['wanted'] });
    await test.store('far-2', 'Quarterly revenue rose by four percent.', { tags: ['wanted', 'other'] });
    for (const mode of ['semantic', 'hybrid'] as const) {
      expect(namesOf(await test.search('the cat on the mat', { tags: ['wanted'], topK: 2, mode })).toSorted()).toEqual(['far-1', 'far-2']);
    }
    expect(namesOf(await test.search('quarterly cat', { tags: ['wanted', 'other'] }))).toEqual(['far-2']);
  });

  it('by type, time and agent', async () => {
    const clock = movableClock();
    await using test = await openTestMemory({ clock });
    await test.store('old', 'notes about the harbour', { resourceType: 'note' });
    clock.advance(DAY_MS);
    const boundaryMs = clock.nowMs();
    await test.memory.store({ ...context, agentId: 'a1' }, { fileName: 'new', content: 'code about the harbour', resourceType: 'code', wait: 'searchable' });
    expect(namesOf(await test.search('harbour', { resourceType: 'code' }))).toEqual(['new']);
    expect(namesOf(await test.search('harbour', { sinceMs: boundaryMs }))).toEqual(['new']);
    expect(namesOf(await test.search('harbour', { untilMs: boundaryMs }))).toEqual(['old']);
    expect(namesOf(await test.search('harbour', { agentId: 'a1' }))).toEqual(['new']);
    expect(await test.search('harbour', { resourceType: 'poem' })).toEqual([]);
  });

  it('keeps namespaces apart', async () => {
    await using test = await openTestMemory();
    await test.store('a', 'a secret harbour');
    const other = { ...context, namespace: 'other' };
    for (const mode of ['hybrid', 'semantic', 'keyword'] as const) {
      expect((await test.memory.search(other, { query: 'secret harbour', mode })).hits).toEqual([]);
    }
  });
});

describe('time', () => {
  it('as_of shows what the record knew then', async () => {
    const clock = movableClock();
    await using test = await openTestMemory({ clock });
    await test.store('plan', 'We meet in Bergen.');
    const thenMs = clock.nowMs() + 1;
    clock.advance(DAY_MS);
    await test.store('plan', 'We meet in Oslo.');
    for (const mode of ['hybrid', 'semantic', 'keyword'] as const) {
      expect((await test.search('meet', { asOfMs: thenMs, mode })).map(({ content }) => content)).toEqual(['We meet in Bergen.']);
      expect((await test.search('meet', { mode })).map(({ content }) => content)).toEqual(['We meet in Oslo.']);
    }
    expect(await test.search('meet', { asOfMs: thenMs - DAY_MS })).toEqual([]);
  });

  it('hides what has expired or does not hold yet, unless asked for that time', async () => {
    const clock = movableClock();
    await using test = await openTestMemory({ clock });
    const nowMs = clock.nowMs();
    await test.store('offer', 'The discount code is WINTER.', { validFromMs: nowMs + DAY_MS, expiresAtMs: nowMs + 2 * DAY_MS });
    for (const mode of ['hybrid', 'semantic', 'keyword'] as const) {
      expect(await test.search('discount code', { mode })).toEqual([]);
      expect(await test.search('discount code', { mode, validAtMs: nowMs + DAY_MS })).toHaveLength(1);
      expect(await test.search('discount code', { mode, validAtMs: nowMs + 2 * DAY_MS })).toEqual([]);
    }
    clock.advance(DAY_MS);
    expect(await test.search('discount code')).toHaveLength(1);
    clock.advance(DAY_MS);
    expect(await test.search('discount code')).toEqual([]);
  });
});

describe('scores', () => {
  it('lie in 0..1, fall, and are the sum of their shares', async () => {
    await using test = await openTestMemory({ clock: movableClock() });
    for (const [n, text] of ['cats and dogs', 'a cat', 'the dog barks', 'ships at sea', 'cat food'].entries()) await test.store(`d${n}`, text);
    const hits = await test.search('cat');
    expect(hits.length).toBeGreaterThanOrEqual(4);
    for (const { score, why } of hits) {
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(1);
      expect(Object.values(why).reduce((sum, share) => sum + share, 0)).toBeCloseTo(score, 9);
    }
    expect(hits.map(({ score }) => score)).toEqual(hits.map(({ score }) => score).toSorted((a, b) => b - a));
    const bound = hits[1]?.score ?? 1;
    expect(await test.search('cat', { minScore: bound })).toEqual(hits.filter(({ score }) => score >= bound));
  });

  it('are higher for what stands alone than for one of several like it, and alone know nothing of these', async () => {
    await using test = await openTestMemory();
    const query = 'What does the boiler of the mill weigh?';
    await test.store('mill', 'The boiler of the mill weighs two tons.');
    const [alone] = await test.search(query);
    await Promise.all(['brewery', 'laundry', 'school'].map((where) => test.store(where, `The boiler of the ${where} weighs two tons.`)));
    const [among] = await test.search(query);
    expect([alone?.fileName, among?.fileName]).toEqual(['mill', 'mill']);
    expect(among?.score).toBeLessThan((alone?.score ?? 0) - 0.05);
    // The same fact twice is one fact.
    await test.store('copy', 'The boiler of the mill weighs two tons.');
    const twice = await test.search(query);
    expect(Math.abs((twice.find(({ fileName }) => fileName === 'mill')?.score ?? 0) - (among?.score ?? 0))).toBeLessThan(0.02);
    expect(among?.scoreAlone).toBeCloseTo(alone?.scoreAlone ?? 0, 1);
  });

  it('does not show the same text twice in a row, and says where else it is', async () => {
    await using test = await openTestMemory();
    await Promise.all(['one', 'two'].map((name) => test.store(name, 'The boiler pressure must stay below two bar.')));
    await Promise.all(['pump', 'valve', 'tank'].map((name) => test.store(name, `The ${name} has a pressure of its own.`)));
    const names = namesOf(await test.search('boiler pressure'));
    expect(['one', 'two'].map((name) => names.indexOf(name)).toSorted()).toEqual([0, 4]);
  });
});

it('ranks what has no embedding yet by its words, not below what matches less', async () => {
  await using test = await openTestMemory();
  for (let n = 0; n < 5; n += 1) await test.store(`old-${n}`, `Minutes of meeting ${n} about topic seven and the harbour.`);
  // Stored and searched before the embedding can be there.
  const broken = await test.store('new', 'topic-3-59 harbour decision', { wait: 'durable' });
  const [first] = await test.search('topic-3-59');
  expect(broken.pendingChunks).toBe(1);
  expect(first?.fileName).toBe('new');
});

describe('odd queries', () => {
  it.each(['the of and', '"AND" OR NOT (NEAR', '???!!!', '😀😀', 'content:* ^ {}', 'a', `${'word '.repeat(5000)}`])('%.20s gives an answer', async (query) => {
    await using test = await openTestMemory({ embedder: createTestEmbedder() });
    await test.store('a', 'The word of the day and other things.');
    const found = await test.memory.search(context, { query });
    expect(found.degraded).toBeUndefined();
    expect(found.hits.length).toBeLessThanOrEqual(1);
  });

  it('refuses an empty one', async () => {
    await using test = await openTestMemory({ embedder: createTestEmbedder() });
    await expect(test.search(' ')).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
  });
});

it('refuses vectors of another model and names the way out', async () => {
  await using test = await openTestMemory();
  await test.store('a', 'made with the real model');
  await using other = await openTestMemory({ folder: test.folder, embedder: createTestEmbedder() });
  await expect(other.search('model')).rejects.toMatchObject({ code: 'LTMC_FINGERPRINT_MISMATCH', message: expect.stringContaining('ltmc reembed') });
  await expect(other.store('b', 'x')).rejects.toMatchObject({ code: 'LTMC_FINGERPRINT_MISMATCH' });
  expect(await other.search('model', { mode: 'keyword' })).toHaveLength(1);
});
