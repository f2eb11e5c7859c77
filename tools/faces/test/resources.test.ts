import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MCP_CLIENTS } from '../mcp-clients.mjs';
import { openWorld } from '../world.mjs';

type Client = Awaited<ReturnType<(typeof MCP_CLIENTS)[number]['connect']>>;
interface Content { readonly uri: string; readonly mimeType: string; readonly text: string }

const TALK = 'daily/stand-up ä?';
const TALK_URI = `ltmc://conversation/${encodeURIComponent(TALK)}`;
/** Longer than two parts, with an astral character on the first seam. */
const LONG = `${'x'.repeat(65_535)}🚀${'0123456789abcdef'.repeat(5000)}end`;

let world: Awaited<ReturnType<typeof openWorld>>;
const ids: Record<string, number> = {};

beforeAll(async () => {
  world = await openWorld();
  for (const [name, content] of [['plan.md', 'The old plan.'], ['plan.md', '# Plan\n\nShip on Friday.'], ['data.json', '{"a": 1}'], ['long.txt', LONG], ['gone.md', 'Nobody may read this.']] as const) {
    const stored = await world.overStdio('store_memory', { file_name: name, content, wait: 'durable' });
    ids[name] = Number(stored['resource_id']);
  }
  await world.overStdio('forget_memory', { file_name: 'gone.md' });
  for (let index = 0; index < 103; index += 1) {
    await world.overHttp('log_chat', { conversation_id: TALK, content: `message ${index}`, role: index % 2 === 0 ? 'user' : 'assistant', agent_name: 'ann', link_context: false, wait: 'durable' });
  }
  await world.overHttp('add_todo', { title: 'Open' });
});
afterAll(() => world?.close());

describe.each(MCP_CLIENTS)('resources over $face', ({ connect }) => {
  let client: Client;
  beforeAll(async () => { client = await connect(world); });
  afterAll(() => client?.close());

  const read = async (uri: string): Promise<Content[]> => (await client.readResource({ uri })).contents as Content[];
  const readJson = async (uri: string) => JSON.parse((await read(uri))[0]?.text ?? '');

  it('are listed in pages: the status, the latest memories, the latest conversations', async () => {
    const first = await client.listResources({ cursor: 'memories' });
    expect(first.resources.map(({ name, uri, mimeType }) => [name, uri, mimeType])).toEqual([
      ['long.txt', `ltmc://memory/${ids['long.txt']}`, 'text/plain'],
      ['data.json', `ltmc://memory/${ids['data.json']}`, 'application/json'],
      ['plan.md', `ltmc://memory/${ids['plan.md']}`, 'text/markdown'],
    ]);
    expect(first.resources[2]?.description).toMatch(/^document, version 2, stored \d{4}-/);
    const { resources, nextCursor } = await client.listResources(first.nextCursor === undefined ? {} : { cursor: first.nextCursor });
    expect(resources).toEqual([{ uri: TALK_URI, name: TALK, title: `Conversation ${TALK}`, description: expect.stringMatching(/^103 messages, last \d{4}-/), mimeType: 'application/json' }]);
    expect(nextCursor).toBeUndefined();
    expect((await client.listResources()).resources[0]).toMatchObject({ uri: 'ltmc://status', name: 'status', mimeType: 'application/json' });
    await expect(client.listResources({ cursor: 'nonsense' })).rejects.toMatchObject({ code: -32_602, data: { code: 'LTMC_INVALID_INPUT' } });
  });

  it('have templates', async () => {
    const { resourceTemplates } = await client.listResourceTemplates();
    expect(resourceTemplates.map(({ uriTemplate, name }) => [name, uriTemplate])).toEqual([['memory', 'ltmc://memory/{resource_id}'], ['conversation', 'ltmc://conversation/{conversation_id}']]);
  });

  it('give a memory as it now is', async () => {
    const uri = `ltmc://memory/${ids['plan.md']}`;
    expect(await read(uri)).toEqual([{ uri, mimeType: 'text/markdown', text: '# Plan\n\nShip on Friday.' }]);
  });

  it('give a long memory in parts that together are its text', async () => {
    const parts: string[] = [];
    const notices: string[] = [];
    for (let uri: string | undefined = `ltmc://memory/${ids['long.txt']}`; uri !== undefined;) {
      const [part, notice] = await read(uri);
      expect(part?.text.isWellFormed()).toBe(true);
      parts.push(part?.text ?? '');
      if (notice) notices.push(notice.text);
      uri = notice?.uri;
    }
    const uriFrom = (from: number): string => `(${from} of ${LONG.length} characters; it goes on at ltmc://memory/${ids['long.txt']}?from=${from})`;
    expect(notices).toEqual([uriFrom(65_535), uriFrom(65_535 + 65_536)]);
    expect(parts.length).toBe(3);
    expect(parts.join('')).toBe(LONG);
  });

  it('give what was said last, in order, and where what was said before is', async () => {
    const last = await readJson(TALK_URI);
    expect(last).toMatchObject({ conversation_id: TALK, total_messages: 103 });
    expect(last.messages.map(({ content }: { content: string }) => content)).toEqual(Array.from({ length: 100 }, (_, index) => `message ${index + 3}`));
    expect(last.messages[0]).toEqual({ message_id: expect.any(Number), role: 'assistant', agent_name: 'ann', timestamp: expect.stringMatching(/Z$/), content: 'message 3' });
    const earlier = await readJson(last.earlier);
    expect(earlier.messages.map(({ content }: { content: string }) => content)).toEqual(['message 0', 'message 1', 'message 2']);
    expect(earlier.earlier).toBeUndefined();
  });

  it('give the status of what is stored and of the parts', async () => {
    expect(await readJson('ltmc://status')).toMatchObject({ namespace: 'default', memories: 3, messages: 103, open_todos: 1, pending_chunks: expect.any(Number), components: { database: { state: 'ok', driver: 'sqlite' } } });
  });

  it.each([
    ['a memory that never was', () => 'ltmc://memory/999999'],
    ['a forgotten one', () => `ltmc://memory/${ids['gone.md']}`],
    ['no number', () => 'ltmc://memory/plan.md'],
    ['past the end', () => `ltmc://memory/${ids['plan.md']}?from=100000`],
    ['a conversation that never was', () => 'ltmc://conversation/nobody'],
    ['half an escape', () => 'ltmc://conversation/%E0%A4%A'],
    ['a message of another conversation', () => `${TALK_URI}?before=999999`],
    ['something else', () => 'file:///etc/passwd'],
  ])('refuse %s by its address', async (_what, uriOf) => {
    const uri = uriOf();
    await expect(client.readResource({ uri })).rejects.toMatchObject({ code: -32_602, data: { uri }, message: expect.stringMatching(/\w+ .*/) });
  });
});

it('the resources of one namespace are not those of another', async () => {
  const [{ connect }] = MCP_CLIENTS as [(typeof MCP_CLIENTS)[number]];
  const other = await connect({ ...world, env: { ...world.env, LTMC_NAMESPACE: 'other' } });
  await expect(other.readResource({ uri: `ltmc://memory/${ids['plan.md']}` })).rejects.toMatchObject({ code: -32_602 });
  await expect(other.readResource({ uri: TALK_URI })).rejects.toMatchObject({ code: -32_602 });
  expect((await other.listResources({ cursor: 'memories' })).resources).toEqual([]);
  await other.close();
});
