import type { JsonObject } from '@ltmc/contracts';
import { describe, expect, it } from 'vitest';
import type { LogResult } from '../src/chats/types.js';
import type { MemoryHit } from '../src/types.js';
import { context, openTestMemory, type TestMemory } from './open-memory.js';

const ASKED = 'How do we restart the billing server?';
const RUNBOOK = 'Turn the grey valve twice, count to ten, and wait for the green lamp.';

/** A hundred and twenty memories that answer better by words and meaning than the one that is meant. */
async function fill(test: TestMemory): Promise<void> {
  await Promise.all(Array.from({ length: 120 }, (_, n) => test.store(`note-${n}`, `Restart number ${n} of the billing server took ${n} seconds.`)));
}

async function log(test: TestMemory, content: string): Promise<number> {
  const logged = await test.memory.chats.log(context, { conversationId: 'talk', content, wait: 'searchable', linkContext: false });
  if ('replayed' in logged) throw new Error('no idempotency key was given');
  return logged.messageId;
}

/** Says that the message used the first chunk of the runbook. */
async function cite(test: TestMemory, messageId: number): Promise<void> {
  const chunkId = hitOf(await test.search(RUNBOOK), 'runbook')?.chunkId ?? 0;
  await test.memory.chats.link(context, { messageId, links: [{ chunkId, strength: 1, automatic: false }] });
}

const hitOf = (hits: readonly MemoryHit[], fileName: string): MemoryHit | undefined => hits.find((hit) => hit.fileName === fileName);

describe('what an agent said it used', () => {
  it('is found again for such a question, though neither words nor meaning find it', async () => {
    await using test = await openTestMemory();
    await fill(test);
    await test.store('runbook', RUNBOOK);
    expect(hitOf(await test.search(ASKED), 'runbook')).toBeUndefined();
    const messageId = await log(test, 'Please tell me how I can restart the billing server.');
    await cite(test, messageId);
    const hits = await test.search(ASKED, { explain: true });
    expect(hits.slice(0, 3).map(({ fileName }) => fileName)).toContain('runbook');
    expect(hitOf(hits, 'runbook')?.features?.['usedForSuch']).toBeGreaterThan(3);
    expect(hitOf(hits, 'runbook')?.why.feedback).toBeGreaterThan(0);
    expect(hits.filter(({ fileName }) => fileName !== 'runbook').every(({ why }) => why.feedback === 0)).toBe(true);
    // For other questions it was of no use.
    expect(hitOf(await test.search('How long did restart number 7 take?'), 'runbook')).toBeUndefined();
  });

  it('is told with the message, in one write, and idempotent as that', async () => {
    await using test = await openTestMemory();
    await test.store('runbook', RUNBOOK);
    const chunkId = hitOf(await test.search(RUNBOOK), 'runbook')?.chunkId ?? 0;
    const input = { conversationId: 'talk', content: ASKED, wait: 'searchable', usedChunks: [chunkId, chunkId], idempotency: { key: 'k', tool: 'log', body: {} } } as const;
    const format = ({ contextLinks }: LogResult): JsonObject => ({ chunks: contextLinks.map(({ chunkId: id }) => id) });
    const first = await test.memory.chats.log(context, input, format);
    expect(first).toMatchObject({ contextLinks: [{ chunkId, strength: 1, automatic: false }] });
    expect(await test.memory.chats.log(context, input, format)).toEqual({ replayed: { chunks: [chunkId] } });
    expect((await test.search(ASKED, { explain: true }))[0]?.features?.['usedForSuch']).toBeGreaterThan(5);
    await expect(test.memory.chats.log(context, { ...input, idempotency: { key: 'l', tool: 'log', body: {} }, usedChunks: [987_654] }, format)).rejects.toMatchObject({ code: 'LTMC_NOT_FOUND' });
    expect(await test.memory.chats.count(context, {})).toBe(1);
  });

  it('keeps to the filter, and counts no longer when the message is forgotten', async () => {
    await using test = await openTestMemory();
    await fill(test);
    await test.store('runbook', RUNBOOK, { tags: ['plant'] });
    const messageId = await log(test, 'How do I restart the billing server?');
    await cite(test, messageId);
    expect(hitOf(await test.search(ASKED, { tags: ['plant'] }), 'runbook')).toBeDefined();
    expect(hitOf(await test.search(ASKED, { resourceType: 'code' }), 'runbook')).toBeUndefined();
    expect(hitOf(await test.search(ASKED, { topK: 100 }), 'runbook')).toBeDefined();
    await test.memory.chats.forget(context, { conversationId: 'talk' });
    expect(hitOf(await test.search(ASKED, { topK: 100 }), 'runbook')).toBeUndefined();
  });
});

describe('what an agent said is related', () => {
  it('comes in beside what was found, and what LTMC related by itself does not', async () => {
    await using test = await openTestMemory();
    await Promise.all(Array.from({ length: 95 }, (_, n) => test.store(`note-${n}`, `Invoice ${n} of the billing department was paid after ${n} days.`)));
    const { resourceId: found } = await test.store('how-to', 'How to restart the billing server: we restart it from the console.');
    const { resourceId: runbook } = await test.store('runbook', `${RUNBOOK}\n\n# Annex\n\nThe lamp hangs beside the door.`);
    expect(await test.memory.relations.autoLink(context, { memory: found, threshold: 0, limit: 100 })).toMatchObject({ similar: expect.arrayContaining([expect.objectContaining({ fileName: 'runbook' })]) });
    expect(hitOf(await test.search(ASKED, { topK: 20 }), 'runbook')).toBeUndefined();
    await test.memory.relations.relate(context, { source: runbook, target: found, type: 'part_of' });
    const hits = await test.search(ASKED, { explain: true, topK: 20 });
    expect(hits[0]?.fileName).toBe('how-to');
    expect(hitOf(hits, 'runbook')?.why.graph).toBeGreaterThan(0);
    expect(hitOf(hits, 'runbook')?.features?.['related']).toBeGreaterThan(0);
    expect(hitOf(await test.search(ASKED, { topK: 20, asOfMs: Date.now() }), 'runbook')).toBeUndefined();
  });

  it('puts what supersedes a hit before it, and not the other way', async () => {
    await using test = await openTestMemory();
    const { resourceId: before } = await test.store('old', 'The office is in Lisbon, at the harbour. We work in this office.');
    const { resourceId: after } = await test.store('new', 'The harbour house was sold; work goes on in Porto, in the office there.');
    const places = async (): Promise<(string | undefined)[]> => (await test.search('Where is the office at the harbour?')).map(({ fileName }) => fileName);
    expect(await places()).toEqual(['old', 'new']);
    await test.memory.relations.relate(context, { source: before, target: after, type: 'supersedes' });
    expect(await places()).toEqual(['old', 'new']);
    const hits = await test.search('Where is the office at the harbour?', { explain: true });
    expect([hitOf(hits, 'old')?.why.graph, hitOf(hits, 'new')?.why.graph]).toEqual([expect.any(Number), 0]);
  });
});
