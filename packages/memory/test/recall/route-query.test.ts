import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadRouteModel, type RouteModel } from '../../src/recall/models.js';
import { chooseRoute } from '../../src/recall/route/choose-route.js';
import { ROUTES } from '../../src/recall/route/route-features.js';
import type { RouteInput, RouteName } from '../../src/recall/types.js';
import { context, openTestMemory, type TestMemory } from '../open-memory.js';

let model: RouteModel;
let test: TestMemory;

beforeAll(async () => {
  model = await loadRouteModel();
  test = await openTestMemory();
});
afterAll(async () => {
  await test?.[Symbol.asyncDispose]();
});

describe('chooseRoute', () => {
  it.each<[RouteName, string]>([
    ['memory', 'What is our retention policy for audit logs?'],
    ['chat', 'What did you tell me in our last conversation?'],
    ['code', 'python function that parses ISO dates'],
    ['todos', 'Which tasks are still open?'],
    ['graph', 'Which documents depend on the billing schema?'],
  ])('by the words alone: %s', (route, query) => {
    const chosen = chooseRoute(model, query, {}, ROUTES);
    expect(chosen).toMatchObject({ route });
    expect(chosen.confidence).toBeGreaterThan(0.5);
  });

  it('is surer of a source in which something fits', () => {
    const confidence = (found: number) => chooseRoute(model, 'renew the certificate', { evidence: { todos: found } }, ROUTES);
    expect(confidence(0.6)).toMatchObject({ route: 'todos' });
    expect(chooseRoute(model, 'renew the certificate', { evidence: { memory: 0.6 } }, ROUTES)).toMatchObject({ route: 'memory' });
  });

  it('takes any text and any choice of sources', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.subarray([...ROUTES], { minLength: 1 }), fc.dictionary(fc.constantFrom(...ROUTES), fc.double({ min: 0, max: 1, noNaN: true })), (query, allowed, evidence) => {
      const { route, confidence, reason } = chooseRoute(model, query, { evidence }, allowed);
      expect(allowed).toContain(route);
      expect(confidence).toBeGreaterThanOrEqual(1 / allowed.length - 1e-9);
      expect(confidence).toBeLessThanOrEqual(1);
      expect(reason).toMatch(/^[A-Z][^]*\.$/);
    }));
  });

  it('gives its reason by the words of the query', () => {
    expect(chooseRoute(model, 'Which tasks are overdue?', {}, ROUTES).reason).toMatch(/speaks of .*"(tasks|overdue)".* so todos come first; nothing was found there\./);
    expect(chooseRoute(model, 'Which tasks are overdue?', {}, ['graph'])).toMatchObject({ route: 'graph', confidence: 1, reason: 'Only relations were asked for.' });
  });
});

describe('routeQuery', () => {
  const route = (query: string, more: Partial<RouteInput> = {}) => test.memory.recall.routeQuery(context, { query, ...more });

  beforeAll(async () => {
    await test.store('certificates.md', 'Certificates of the gateway are issued by the internal authority for 90 days.');
    await test.memory.chats.log(context, { conversationId: 'c1', content: 'Ana said that the certificate of the gateway has run out.', wait: 'searchable' });
    await test.memory.chats.log(context, { conversationId: 'c2', content: 'Ben said that the certificate is fine.', wait: 'searchable' });
  });

  it('gives the best of each source, each by the id of its kind', async () => {
    const { bySource } = await route('certificate of the gateway');
    expect(Object.keys(bySource).toSorted()).toEqual(ROUTES.toSorted());
    expect(bySource.memory?.[0]).toMatchObject({ source: 'memory', title: 'certificates.md' });
    expect(bySource.chat?.[0]).toMatchObject({ source: 'chat', title: 'user in c1', content: 'Ana said that the certificate of the gateway has run out.' });
    expect(bySource.todos).toEqual([]);
  });

  it('answers with what the chosen source holds', async () => {
    const chosen = await route('What did Ana say about the certificate?');
    expect(chosen.route).toBe('chat');
    expect(chosen.hits).toEqual(chosen.bySource.chat);
    expect(chosen.hits[0]?.content).toMatch(/^Ana said/);
  });

  it('keeps to the sources and the conversation that were asked for', async () => {
    const chosen = await route('What did Ana say about the certificate?', { sources: ['memory', 'todos'] });
    expect(Object.keys(chosen.bySource)).toEqual(['memory', 'todos']);
    const { bySource } = await route('certificate', { conversationId: 'c2' });
    expect(bySource.chat?.map(({ title }) => title)).toEqual(['user in c2']);
  });
});
