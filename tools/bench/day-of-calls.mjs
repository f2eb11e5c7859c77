import { random } from './stats.mjs';

const AGENTS = 8;
/** While nothing else is to do an agent looks for work and for news, as agent loops do. */
const POLL_EVERY_MS = 15_000;
/** From one task of an agent to its next, on average. */
const TASK_EVERY_MS = 10 * 60_000;
/** During a task the agent comes back to what it has read. */
const LOOKS_PER_TASK = 6;
const LOOK_EVERY_MS = 40_000;
const TOPICS = 12;
const DOCUMENTS = 30;
/** Of the tasks, those that end with something worth keeping. */
const NOTES_PER_TASK = 1 / 4;

/**
 * The calls of a working day of eight agents on one project, in the order of time. Invented, not recorded; what it assumes stands above. Each agent polls todos
 * and messages, begins a task every ten minutes or so with the topic's question and the documents that its work goes by, comes back to both six times, and
 * ends it with an attempt, a message, a completed todo, and every fourth time a new version of a document. A coordinator adds the todos. Topics and documents are
 * drawn by Zipf's law. No call is made for the cache's sake.
 * @returns {{ atMs: number, tool: string, args: object, task?: number }[]} `task`: of a todo, which gets its id when it is added
 */
export function dayOfCalls({ seed, hours }) {
  const draw = random(seed);
  const endMs = hours * 3_600_000;
  const calls = Array.from({ length: DOCUMENTS }, (_, number) => ({ atMs: 0, tool: 'store_memory', args: documentOf(number, 0, draw) }));
  let tasks = 0;
  for (let agent = 0; agent < AGENTS; agent += 1) {
    for (let atMs = draw() * POLL_EVERY_MS; atMs < endMs; atMs += POLL_EVERY_MS) {
      calls.push({ atMs, tool: 'list_todos', args: { status: 'pending' } }, { atMs, tool: 'get_chats_by_tool', args: { tool_name: 'team' } });
    }
    for (let atMs = between(draw); atMs < endMs; atMs += between(draw)) calls.push(...taskOf({ atMs, agent, number: (tasks += 1), draw }));
  }
  return calls.map((call) => ({ ...call, atMs: Math.round(call.atMs) })).toSorted((a, b) => a.atMs - b.atMs);
}

/** Tasks come independently of each other. */
function between(draw) {
  return -Math.log(1 - draw()) * TASK_EVERY_MS;
}

function taskOf({ atMs, agent, number, draw }) {
  const topic = zipf(draw, TOPICS);
  const documents = [zipf(draw, DOCUMENTS), zipf(draw, DOCUMENTS)];
  const calls = [{ atMs: Math.max(0, atMs - 60_000), tool: 'add_todo', task: number, args: { title: `task ${number} on topic ${topic}` } }];
  for (let look = 0; look <= LOOKS_PER_TASK; look += 1) {
    const lookMs = atMs + look * LOOK_EVERY_MS;
    calls.push(
      { atMs: lookMs, tool: 'retrieve_memory', args: { query: `how do we handle topic ${topic}?` } },
      ...documents.map((document) => ({ atMs: lookMs, tool: 'get_memory', args: { file_name: `document-${document}` } })),
    );
  }
  const doneMs = atMs + (LOOKS_PER_TASK + 1) * LOOK_EVERY_MS;
  calls.push(
    { atMs: atMs + 1000, tool: 'get_code_patterns', args: { query: `code for topic ${topic}` } },
    { atMs: doneMs, tool: 'log_code_attempt', args: { input_prompt: `code for topic ${topic}`, generated_code: `export const topic${topic} = ${number};`, result: draw() < 0.7 ? 'pass' : 'fail' } },
    { atMs: doneMs, tool: 'log_chat', args: { content: `agent ${agent} is done with task ${number}`, conversation_id: 'team', source_tool: 'team' } },
    { atMs: doneMs, tool: 'complete_todo', task: number, args: {} },
  );
  if (draw() < NOTES_PER_TASK) calls.push({ atMs: doneMs, tool: 'store_memory', args: documentOf(documents[0], number, draw) });
  return calls;
}

/** The n-th of so many about 1/n as often as the first. */
function zipf(draw, count) {
  return Math.min(count - 1, Math.floor((count + 1) ** draw() - 1));
}

function documentOf(number, version, draw) {
  return { file_name: `document-${number}`, content: `Document ${number} says in version ${version} how topic ${zipf(draw, TOPICS)} is handled.` };
}
