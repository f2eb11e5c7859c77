import { LtmcError, type JsonObject } from '@ltmc/contracts';
import { allTools } from '@ltmc/tools';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openTestRuntime, type TestRuntime } from './open-test-runtime.js';

const START_MS = Date.UTC(2026, 0, 1);
const NAMES = ['gate', 'bridge', 'tower'];
const WORDS = ['open', 'shut', 'painted', 'broken', 'guarded'];

const name = fc.constantFrom(...NAMES);
const text = fc.tuple(name, fc.constantFrom(...WORDS), fc.constantFrom(...WORDS)).map(([what, how, then]) => `the ${what} is ${how}, later ${then}`);
const soon = fc.integer({ min: 1, max: 4 }).map((steps) => new Date(START_MS + steps * 20_000).toISOString());

/** Everything that changes what a tool may answer. */
const write: fc.Arbitrary<readonly [string, JsonObject]> = fc.oneof(
  fc.tuple(name, text, fc.option(soon), fc.option(soon)).map(([file_name, content, from, until]): [string, JsonObject] =>
    ['store_memory', { file_name, content, tags: [file_name], wait: 'searchable', ...(from === null ? {} : { valid_from: from }), ...(until === null || (from !== null && until <= from) ? {} : { expires_at: until }) }]),
  fc.tuple(name, fc.boolean(), fc.boolean()).map(([file_name, purge, undo]): [string, JsonObject] => ['forget_memory', { file_name, ...(undo ? { undo } : purge ? { purge } : {}) }]),
  text.map((content): [string, JsonObject] => ['log_chat', { content, conversation_id: 'talk', source_tool: 'editor', wait: 'searchable' }]),
  fc.constant<[string, JsonObject]>(['forget_memory', { conversation_id: 'talk' }]),
  text.map((title): [string, JsonObject] => ['add_todo', { title }]),
  fc.integer({ min: 1, max: 3 }).map((todo_id): [string, JsonObject] => ['complete_todo', { todo_id }]),
  fc.tuple(name, name, fc.constantFrom('depends_on', 'part_of')).map(([source_id, target_id, relationship_type]): [string, JsonObject] => ['link_resources', { source_id, target_id, relationship_type }]),
  fc.tuple(text, fc.constantFrom('pass', 'fail')).map(([input_prompt, result]): [string, JsonObject] => ['log_code_attempt', { input_prompt, generated_code: 'const gate = open();', result }]),
  fc.constant<[string, JsonObject]>(['auto_link_documents', { document_id: 'gate', similarity_threshold: 0.3 }]),
);

/** A call of every read-only tool. */
const READS: Readonly<Record<string, JsonObject>> = {
  retrieve_memory: { query: 'is the gate open?', conversation_id: 'talk', top_k: 100 },
  get_memory: { file_name: 'gate' },
  learning_status: { section: 'patterns' },
  list_memories: {},
  list_todos: {},
  search_todos: { query: 'the gate', limit: 100 },
  query_graph: { query: 'gate' },
  get_document_relationships: { document_id: 'gate' },
  get_code_patterns: { query: 'open the gate', limit: 20 },
  analyze_code_patterns: {},
  get_chats_by_tool: { tool_name: 'editor' },
  ask_with_context: { question: 'is the gate open?', conversation_id: 'talk', context_limit: 50, max_tokens: 32_000 },
  route_query: { query: 'is the gate open?', top_k: 50 },
  build_context: { documents: [{ id: 'gate' }], max_tokens: 400 },
  retrieve_by_type: { query: 'the bridge', doc_type: 'document', top_k: 50 },
  get_context_links_for_message: { message_id: 1 },
  get_messages_for_chunk: { chunk_id: 1 },
  get_context_usage_statistics: {},
  list_tool_identifiers: {},
  get_tool_conversations: { tool_name: 'editor' },
};

/** How rare a word is, is measured over all texts in the file, of every kind and tenant: these may be those of five minutes ago. */
const MEASURED = new Set(['score', 'why', 'relevance', 'relevance_score', 'confidence', 'reason', 'analysis_timestamp']);

/** What is in the order of these measures, all of it asked for: among near equals the order is that of five minutes ago, too. */
const RANKED = new Set(['results', 'context', 'patterns']);

function withoutMeasures(key: string, value: unknown): unknown {
  if (MEASURED.has(key)) return undefined;
  if (key === 'prompt' && typeof value === 'string') return value.split('\n').map((line) => line.replace(/^\[\d+\]/u, '')).toSorted();
  if (key === 'results_by_source') return Object.entries(value ?? {}).map(([source, found]: [string, unknown]) => [source, inAnyOrder(found)]);
  return RANKED.has(key) ? inAnyOrder(value) : value;
}

function inAnyOrder(value: unknown): unknown {
  return Array.isArray(value) ? value.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)) : value;
}

function keyOf(item: unknown): string {
  return JSON.stringify(item, (key, value: unknown) => (MEASURED.has(key) ? undefined : value));
}

/** The answer, or the code of the refusal. */
async function answerOf({ call }: TestRuntime, tool: string, args: JsonObject): Promise<unknown> {
  const answer = await call(tool, args).catch((error: unknown) => (LtmcError.is(error) ? error.code : String(error)));
  return JSON.parse(JSON.stringify(answer, withoutMeasures));
}

interface ScoredHit {
  readonly message_id?: number;
  readonly chunk_id?: number;
  readonly score: number;
}

/** How much of a score may rest on the rareness of words of five minutes ago. */
const NEAR = 0.1;

/** Pairs of hits whose order in the one answer is another one than their scores in the other one ask for, near equals aside. */
function outOfOrder(kept: readonly ScoredHit[], now: readonly ScoredHit[]): ScoredHit[][] {
  const nameOf = ({ message_id: message, chunk_id: chunk }: ScoredHit): string => `${message}/${chunk}`;
  const scores = new Map(now.map((hit) => [nameOf(hit), hit.score]));
  const scoreOf = (hit: ScoredHit): number => scores.get(nameOf(hit)) ?? Number.NaN;
  return kept.flatMap((worse, place) => kept.slice(0, place).filter((better) => !(scoreOf(better) >= scoreOf(worse) - NEAR)).map((better) => [better, worse]));
}

async function hitsOf({ call }: TestRuntime): Promise<readonly ScoredHit[]> {
  const { results }: { readonly results?: readonly ScoredHit[] } = JSON.parse(JSON.stringify(await call('retrieve_memory', READS['retrieve_memory'] ?? {})));
  return results ?? [];
}

it('covers every tool that only reads', () => {
  expect(Object.keys(READS).toSorted()).toEqual(allTools.filter(({ annotations }) => annotations.readOnlyHint).map(({ name: tool }) => tool).toSorted());
});

it('a cached answer is the answer that would be made now, whatever was written and however the time has passed', async () => {
  let nowMs = START_MS;
  const clock = { nowMs: () => nowMs };
  // Another server sees a token signature some milliseconds after the store, and until then ranks without it: no matter of the cache.
  const settings = { LTMC_TOOLSETS: 'all', LTMC_LATE_INTERACTION: 'false' };
  await using cached = await openTestRuntime(undefined, settings, { clock });
  await using fresh = await openTestRuntime(cached.folder, { ...settings, CACHE_ENABLED: 'false' }, { clock });
  const step = fc.record({ write, passMs: fc.constantFrom(0, 1, 20_000) });
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 8 }), async (steps) => {
    nowMs = START_MS;
    for (const { write: [tool, args], passMs } of steps) {
      nowMs += passMs;
      await cached.call(tool, args).catch(() => undefined);
      for (const [read, input] of Object.entries(READS)) {
        const right = await answerOf(fresh, read, input);
        expect([read, await answerOf(cached, read, input)]).toEqual([read, right]);
        expect([read, await answerOf(cached, read, input)]).toEqual([read, right]);
      }
      expect(outOfOrder(await hitsOf(cached), await hitsOf(fresh))).toEqual([]);
    }
  }), { numRuns: 6 });
}, 240_000);
