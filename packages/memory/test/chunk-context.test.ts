import { describe, expect, it } from 'vitest';
import { searchedText, withNameContext, withSpeakerContext } from '../src/engine/chunk-context.js';
import { context, openTestMemory, type TestMemory } from './open-memory.js';

const contextOf = (fileName: string, content: string, heading: string | null = null): string | null | undefined =>
  withNameContext([{ content, startOffset: 0, endOffset: content.length, heading }], fileName)[0]?.context;

describe('the words of a memory\'s name', () => {
  it('find it by words and by meaning, whatever stands in it', async () => {
    await using test = await openTestMemory();
    await test.store('home/wifi-password.md', 'Seeblick-4711');
    await test.store('home/bank.md', 'The password of the bank account is changed each spring.');
    await test.store('office.md', 'The wireless network of the office is open to guests.');
    for (const mode of ['keyword', 'hybrid'] as const) expect((await test.search('wifi password', { mode }))[0]?.fileName).toBe('home/wifi-password.md');
    const [hit] = await test.search('What is the password of our wifi at home?');
    expect(hit).toMatchObject({ fileName: 'home/wifi-password.md', content: 'Seeblick-4711' });
  });

  it('are words of the text in ranking too', async () => {
    await using test = await openTestMemory();
    await test.store('home/wifi-password.md', 'Seeblick-4711');
    const [hit] = await test.search('wifi password', { explain: true });
    expect(hit?.features).toMatchObject({ lookedUp: expect.any(Number) as number, coverage: expect.any(Number) as number });
  });

  it('count where the text does not say them: parts of names in one word too, neither endings nor dates nor keys, nor what is one of many', () => {
    expect(contextOf('projects/ltmc/readHttpRequest.test.ts', 'function request() {}')).toBe('projects ltmc read http test');
    expect(contextOf('notes/deploy_plan.md', 'Notes on the plan: DEPLOY on Friday')).toBeUndefined();
    expect(contextOf('install.md', 'Run it.', 'Install > Linux')).toBeUndefined();
    expect(contextOf('wifi.password', 'Seeblick')).toBe('wifi password');
    expect(contextOf('2025-03-02-standup.md', 'We talked.')).toBe('standup');
    expect(contextOf('会议室', '密码 4711')).toBe('会议室');
    expect(contextOf('diary/agent_chat/283', 'We talked.')).toBe('diary agent chat');
    expect(contextOf('release-notes-v2.3.md', 'Faster.')).toBe('release notes');
    expect(contextOf('report 2024', 'Faster.')).toBe('report');
    for (const key of ['ibmcld_07096-1490-3201', 'e8d3b53a7e32cb02-5376', '42', '2025-03-02.md', 'conv-26_session_3_turn_12', 'chapter3.txt']) expect(contextOf(key, 'text')).toBeUndefined();
  });
});

const say = (test: TestMemory, agentName: string | undefined, content: string, timestampMs: number) =>
  test.memory.chats.log(context, { conversationId: 'planning', content, timestampMs, linkContext: false, wait: 'searchable', ...(agentName !== undefined && { agentName }) });

describe('who says a message', () => {
  it('is found with it, by words and by meaning, and no part of its text', async () => {
    await using test = await openTestMemory();
    const said = ['The roof has to wait until spring.', 'We could paint the fence green.', 'The bees need a new hive.', 'I would rather sell the boat.'];
    for (const [place, content] of said.entries()) for (const name of ['Dora', 'Emil', 'Fritz']) await say(test, name, content, 1000 * place + name.length);
    for (const mode of ['keyword', 'hybrid', 'semantic'] as const) {
      const [best] = await test.search('What did Emil say about the roof?', { mode, kinds: ['message'] });
      expect({ mode, agentName: best?.message?.agentName, content: best?.content }).toEqual({ mode, agentName: 'Emil', content: said[0] });
    }
  });

  it('is what a transcript says where the text begins with it, and nobody where it is not told', () => {
    const chunk = { content: 'Ann: yes', startOffset: 0, endOffset: 8, heading: null };
    expect(withSpeakerContext([chunk], { agentName: 'ann', content: chunk.content })).toEqual([chunk]);
    expect(withSpeakerContext([chunk], { agentName: null, content: chunk.content })).toEqual([chunk]);
    expect(withSpeakerContext([chunk], { agentName: 'team: Ben', content: chunk.content })).toEqual([{ ...chunk, context: 'team Ben:' }]);
  });

  it('is not the message before, which stood in its place long ago', () => {
    expect(searchedText({ kind: 'message', content: 'yes', context: 'Ben:' })).toBe('Ben: yes');
    expect(searchedText({ kind: 'message', content: 'yes', context: 'when: on tuesday?' })).toBe('yes');
    expect(searchedText({ kind: 'memory', content: 'yes', context: 'answers' })).toBe('yes');
  });
});
