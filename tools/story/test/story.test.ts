import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MCP_CLIENTS, promptText } from '../../faces/mcp-clients.mjs';
import { openWorld } from '../../faces/world.mjs';
import { ANN, BEN, CHATTER, CORRECTED, DOCUMENTS, liveTheDay, STANDUP } from '../day.mjs';

type Answer = Record<string, unknown>;
type Call = (tool: string, args?: Answer) => Promise<Answer>;

let world: Awaited<ReturnType<typeof openWorld>>;
let day: Awaited<ReturnType<typeof liveTheDay>>;
/** The next morning the agents have changed places, in new processes. */
let annOverHttp: Call;
let benOverStdio: Call;

beforeAll(async () => {
  world = await openWorld();
  day = await liveTheDay(world);
  await world.restart();
  annOverHttp = world.overHttp as Call;
  benOverStdio = world.overStdio as Call;
});
afterAll(() => world?.close());

const id = (fileName: keyof typeof DOCUMENTS): number => day.ids[fileName];
const rows = (answer: Answer, field: string): Answer[] => answer[field] as Answer[];
const pick = (answers: Answer[], ...fields: string[]) => answers.map((answer) => fields.map((field) => answer[field]));

describe('the next morning: documents', () => {
  it('the corrected page answers, whole, and the text it replaced is nowhere', async () => {
    const results = rows(await annOverHttp('retrieve_memory', { query: 'Which payment provider do we use?' }), 'results');
    expect(results[0]).toMatchObject({ resource_id: id('docs/payments.md'), content: CORRECTED });
    expect(JSON.stringify(results)).not.toContain('Stripe');
  });

  it('what was known at noon can still be asked for', async () => {
    const results = rows(await benOverStdio('retrieve_memory', { query: 'Which payment provider do we use?', as_of: day.noon }), 'results');
    expect(results[0]).toMatchObject({ resource_id: id('docs/payments.md'), content: DOCUMENTS['docs/payments.md'] });
    expect(JSON.stringify(results)).not.toContain('Mollie');
    expect(await benOverStdio('get_memory', { file_name: 'docs/payments.md' })).toMatchObject({ version: 2, content: CORRECTED, metadata: { agent_id: 'ben' }, versions: [{ version: 2, agent_id: 'ben' }, { version: 1, agent_id: 'ben' }] });
  });

  it('a question is answered with the words of the page, and its name', async () => {
    expect(await annOverHttp('ask_with_context', { question: 'What do we do when the error rate doubles after a deploy?' })).toMatchObject({
      suggested_response: expect.stringMatching(/^When the error rate doubles, run `make ship VERSION=previous`\./),
      suggested_source: { source: 'runbooks/deploy.md', resource_id: id('runbooks/deploy.md') },
      prompt: expect.stringContaining('<source id="1" name="runbooks/deploy.md" type="document">'),
    });
  });

  it('what was forgotten is gone from every answer, what was forgotten by mistake is back, and nothing was stored twice', async () => {
    const { memories, total_count } = await benOverStdio('list_memories', {});
    expect((memories as Answer[]).map(({ file_name: name, version }) => [name, version]).toSorted()).toEqual([
      ['api/refunds.md', 1], ['decisions/ledger.md', 1], ['docs/architecture.md', 1], ['docs/payments.md', 2], ['runbooks/deploy.md', 1],
    ]);
    expect(total_count).toBe(5);
    const results = rows(await annOverHttp('retrieve_memory', { query: 'Can captains cancel bookings by radio?', top_k: 50 }), 'results');
    expect(results.map(({ resource_id: resourceId }) => resourceId)).not.toContain(id('notes/guess.md'));
    await expect(annOverHttp('get_memory', { file_name: 'notes/guess.md' })).rejects.toMatchObject({ code: 'LTMC_NOT_FOUND' });
    const brought = await annOverHttp('forget_memory', { file_name: 'notes/guess.md', undo: true });
    expect(brought).toMatchObject({ forgotten: { resources: 1 } });
    expect(await benOverStdio('get_memory', { file_name: 'notes/guess.md' })).toMatchObject({ content: DOCUMENTS['notes/guess.md'] });
    await annOverHttp('forget_memory', { file_name: 'notes/guess.md' });
  });

  it('a context of two pages has both, within its bound', async () => {
    const built = await benOverStdio('build_context', { documents: [{ id: 'docs/payments.md' }, { id: 'api/refunds.md' }], max_tokens: 400 });
    expect(built).toMatchObject({ documents_included: 2, documents_truncated: 0, context: expect.stringMatching(/Mollie[\s\S]*48 hours/) });
    expect(built['token_count']).toBeLessThanOrEqual(400);
  });
});

describe('the next morning: conversations', () => {
  it.each([
    ['Who fixes the Safari login bug?', [0, 1]],
    ['When is the harbour master free?', [2, 3]],
  ])('%s: the question that was asked and the short answer it got', async (query, wanted) => {
    const results = rows(await annOverHttp('retrieve_memory', { query, conversation_id: STANDUP }), 'results');
    const [asked, answered] = wanted.map((index) => day.messages[index]);
    const found = results.slice(0, 3).map(({ message_id: messageId }) => messageId);
    expect(found[0]).toBe(asked);
    expect(found).toContain(answered);
  });

  it('all that came from a tool is there in order, but for the conversation that was purged', async () => {
    const { messages, count } = await benOverStdio('get_chats_by_tool', { tool_name: 'slack' });
    expect([count, ...pick(messages as Answer[], 'message_id', 'conversation_id')]).toEqual([4, ...day.messages.toReversed().map((messageId) => [messageId, STANDUP])]);
    await expect(annOverHttp('forget_memory', { conversation_id: CHATTER, undo: true })).rejects.toMatchObject({ code: 'LTMC_NOT_FOUND' });
    const results = rows(await annOverHttp('retrieve_memory', { query: 'salty soup', conversation_id: CHATTER, top_k: 50 }), 'results');
    expect(JSON.stringify(results)).not.toContain('soup');
  });
});

describe('the next morning: work', () => {
  it('two todos are open, one is done', async () => {
    const { todos, total_count } = await annOverHttp('list_todos', { status: 'pending' });
    expect([total_count, ...pick(todos as Answer[], 'todo_id', 'title', 'priority', 'assigned_agent')]).toEqual([
      3, [day.todos.demo, 'Prepare the demo for the harbour master', 2, null], [day.todos.refunds, 'Show the refund rules on the ticket', 3, 'ben'],
    ]);
    const { results } = await benOverStdio('search_todos', { query: 'login security' });
    expect((results as Answer[])[0]).toMatchObject({ todo_id: day.todos.cookie, status: 'completed', completed_at: expect.stringMatching(/Z$/) });
  });

  it('the refunds page leads to the ledger over the payments page', async () => {
    const { relationships, total_relationships } = await benOverStdio('get_document_relationships', { document_id: id('api/refunds.md'), max_depth: 3 });
    const { depth_1: near, depth_2: far } = relationships as { depth_1: Answer[]; depth_2: Answer[] };
    expect(total_relationships).toBe(2);
    expect(pick(near, 'document_id', 'relationship_type')).toEqual([[id('docs/payments.md'), 'depends_on']]);
    expect(pick(far, 'document_id', 'relationship_type', 'strength')).toEqual([[id('decisions/ledger.md'), 'references', 0.5]]);
    expect(far[0]).toMatchObject({ path: [{ document_id: id('docs/payments.md') }, { document_id: id('decisions/ledger.md') }] });
  });

  it('the code that works is found by what it is for, its two tries are one pattern, and what failed is a warning', async () => {
    const found = await annOverHttp('get_code_patterns', { query: 'verify a bank account number' });
    expect(found).toMatchObject({
      total_patterns: 1,
      patterns: [{ result: 'pass', attempts: 2, success_rate: 1, execution_time_ms: 4, generated_code: expect.stringContaining('% 97 == 1') }],
      warnings: [{ error_message: 'NL91ABNA0417164300 has 18 characters and is valid', attempts: 1 }],
    });
  });

  it.each([
    ['How long is a seat held?', 'memory', () => ({ resource_id: id('docs/architecture.md') })],
    ['What did Ben say about the login bug?', 'chat', () => ({ message_id: day.messages[0] })],
    ['How do we check an IBAN in Python?', 'code', () => ({ title: 'Write a Python function that checks whether an IBAN is valid.' })],
    ['What is still to be done about refunds?', 'todos', () => ({ todo_id: day.todos.refunds })],
    ['What does the refunds page depend on?', 'graph', () => ({ resource_id: id('api/refunds.md') })],
  ])('%s is a question for %s', async (query, route, best) => {
    const answer = await benOverStdio('route_query', { query });
    expect(answer).toMatchObject({ route });
    expect(rows(answer, 'results')[0]).toMatchObject(best());
  });
});

describe.each(MCP_CLIENTS)('the next morning: a new agent over $face', ({ connect }) => {
  it('learns where things stand, and takes over from Ben', async () => {
    const client = await connect(world);
    const text = (name: string, args: Record<string, string> = {}) => promptText(client, name, args);
    const start = await text('session_start');
    expect(start).toMatch(/Open todos, newest first\n- todo \d+ \[medium\] Prepare the demo for the harbour master\n- todo \d+ \[high\] Show the refund rules on the ticket, for ben\n/);
    expect(start).toMatch(/Conversations, last used first\n- standup\/monday \(4 messages, last [^)]*\) ltmc:\/\/conversation\/standup%2Fmonday$/);

    const handoff = await text('handoff', { session_id: BEN.session_id });
    expect(handoff).toContain('assistant by ben in ltmc://conversation/standup%2Fmonday: I do, today. It is the cookie without SameSite.');
    expect(handoff).toMatch(/- docs\/payments\.md \(version 2 by ben, [^)]*\) ltmc:\/\/memory\/\d+: # Payments We take payments through Mollie/);
    expect(handoff).toMatch(/\[fail\] Write a Python function that checks whether an IBAN is valid\.: NL91ABNA0417164300/);
    expect(`${start}${handoff}${await text('handoff', { session_id: ANN.session_id })}`).not.toMatch(/Stripe|radio|soup/);

    const uri = `ltmc://memory/${id('docs/payments.md')}`;
    expect((await client.readResource({ uri })).contents).toEqual([{ uri, mimeType: 'text/markdown', text: CORRECTED }]);
    await client.close();
  });
});
