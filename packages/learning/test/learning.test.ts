import type { RecordStore } from '@ltmc/contracts';
import { describe, expect, it } from 'vitest';
import { createLearning, type Knowledge, type KnowledgeSource } from '../src/index.js';
import { attempt, context, DAY_MS, NAMESPACE, NOW_MS, records } from './fixture.js';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const clock = { nowMs: () => NOW_MS };
const nothing: KnowledgeSource = { near: async () => [] };
const learningOf = (record: RecordStore, source = nothing, more = {}) => createLearning({ record, source, clock, logger: silent, ...more });

describe.each(records)('learning from a record (%s)', (_, open) => {
  it('tells which code works how surely, and who tried it', async () => {
    await using record = await open();
    await using learning = learningOf(record);
    expect(await learning.patterns(context, 5)).toMatchObject({ patterns: 0, attempts: 0, isCut: false, overall: undefined, proven: [], failing: [] });

    for (let times = 0; times < 5; times += 1) await attempt(record, 'sort', { agentId: times < 3 ? 'ann' : 'bob' });
    const once = await attempt(record, 'reverse', { agentId: 'ann' });
    const broken = await attempt(record, 'parse', { result: 'error', agentId: 'bob' });
    await attempt(record, 'parse', { result: 'fail' });
    const { patterns, attempts, overall, proven, failing } = await learning.patterns(context, 5);
    expect([patterns, attempts, overall?.n]).toEqual([3, 8, 8]);
    // Five times is surer than once.
    expect(proven.map(({ inputPrompt }) => inputPrompt)).toEqual(['Write sort', 'Write reverse']);
    expect(proven[0]?.agents).toEqual([{ agentId: 'ann', attempts: 3, passed: 3 }, { agentId: 'bob', attempts: 2, passed: 2 }]);
    expect(proven[0]?.posterior.interval[0]).toBeGreaterThan(proven[1]?.posterior.interval[0] ?? 1);
    expect(proven[1]).toMatchObject({ patternId: once, lastAttemptAtMs: NOW_MS });
    expect(failing).toMatchObject([{ patternId: broken, posterior: { n: 2 }, agents: [{ agentId: 'bob', attempts: 1, passed: 0 }] }]);
    expect((await learning.patterns(context, 1)).proven).toHaveLength(1);
    expect((await learning.patterns({ ...context, namespace: 'other' }, 5)).patterns).toBe(0);
  });

  it('lets what worked a year ago and fails now sink', async () => {
    await using record = await open();
    await using learning = learningOf(record);
    for (let times = 0; times < 6; times += 1) await attempt(record, 'call the old service', { daysAgo: 400 });
    expect((await learning.patterns(context, 5)).proven).toHaveLength(1);
    for (let times = 0; times < 2; times += 1) await attempt(record, 'call the old service', { result: 'fail', daysAgo: 1 });
    expect(await learning.patterns(context, 5)).toMatchObject({ proven: [], failing: [{ inputPrompt: 'Write call the old service' }] });
  });

  it('asks near the recent work of an agent what others know, and gives each thing once, where it is nearest', async () => {
    await using record = await open();
    const tried = await attempt(record, 'resize images', { agentId: 'ann', daysAgo: 1 });
    await attempt(record, 'old work', { agentId: 'ann', daysAgo: 20 });
    await attempt(record, 'not hers', { agentId: 'bob' });
    const stored = await record.storeVersion({
      namespace: NAMESPACE, fileName: 'notes/thumbnails.md', content: 'Thumbnails are 200 pixels wide.', resourceType: 'document', tags: [], metadata: {}, validFromMs: null, expiresAtMs: null,
      agentId: 'ann', sessionId: null, recordedAtMs: NOW_MS - DAY_MS, chunks: [{ content: 'Thumbnails are 200 pixels wide.', startOffset: 0, endOffset: 31, heading: null }],
    });
    const ownId = stored.kind === 'written' ? stored.result.resourceId : 0;
    const asked: string[] = [];
    const know = (id: number, nearness: number, kind: Knowledge['kind'] = 'pattern'): Knowledge => ({ kind, id, name: `k${id}`, outcome: 'pass', agentId: 'bob', atMs: NOW_MS, nearness });
    await using learning = learningOf(record, {
      near: async (_context, text, options) => {
        asked.push(text);
        expect(options).toMatchObject({ notBy: 'ann', sinceMs: NOW_MS - 30 * DAY_MS });
        return text.includes('Thumbnails') ? [know(900, 0.9), know(901, 0.5), know(ownId, 0.99, 'memory')] : [know(900, 0.6), know(902, 0.7), know(tried, 0.99)];
      },
    });
    const { recentWork, knowledge } = await learning.sharing(context, { agentId: 'ann', limit: 2 });
    expect(recentWork).toEqual(['notes/thumbnails.md', 'Write resize images']);
    expect(asked).toEqual(['notes/thumbnails.md\nThumbnails are 200 pixels wide.', 'Write resize images']);
    expect(knowledge.map(({ id, near }) => [id, near])).toEqual([[900, 'notes/thumbnails.md'], [902, 'Write resize images']]);
    expect(await learning.sharing(context, { agentId: 'nobody', limit: 5 })).toEqual({ agentId: 'nobody', recentWork: [], knowledge: [] });
  });
});

describe('the interval', () => {
  it('ends by the timer, warns of what is out of the usual, and stops with close', async () => {
    const record = await records[1]?.[1]();
    if (!record) throw new Error('no record');
    const warned: unknown[] = [];
    const learning = learningOf(record, nothing, { logger: { ...silent, warn: (message: string, fields?: unknown) => void warned.push([message, fields]) } });
    const calls = async (ms: number): Promise<void> => {
      for (let call = 0; call < 30; call += 1) learning.note({ tool: 'add_todo', ms, failed: false });
      await learning.endInterval();
    };
    for (let at = 0; at < 8; at += 1) await calls(10);
    await calls(100);
    expect(warned).toEqual([['a tool is out of its usual', { tool_name: 'add_todo', kind: 'slow', value: expect.closeTo(100, -1), usual: expect.closeTo(10, 0) }]]);
    expect(learning.performance()).toMatchObject([{ tool: 'add_todo', calls: 270, anomalies: [{ kind: 'slow', atMs: NOW_MS }] }]);
    await learning.close();

    let rounds = 0;
    const counted = { name: 'rounds', bounds: [0, 9] as const, value: 1, judge: async () => { rounds += 1; return undefined; }, apply: async () => undefined };
    const timed = learningOf(record, nothing, { settings: [counted], intervalMs: 5 });
    await expect.poll(() => rounds).toBeGreaterThan(2);
    await timed.close();
    const before = rounds;
    await timed.endInterval();
    expect(rounds).toBe(before);
    await record.close();
  });
});
