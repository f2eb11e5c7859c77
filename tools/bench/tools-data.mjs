import { createEmbedder } from '@ltmc/embedding';
import { openSqliteRecord } from '@ltmc/tier-temporal';
import { progressBar } from '../progress.mjs';
import { someText } from './stats.mjs';

const NAMESPACE = 'default';
const DOCUMENT_WORDS = 120;
const MESSAGE_WORDS = 25;
/** Messages of one conversation, links of one document, tools that messages come from. */
const PER_CONVERSATION = 20;
const LINKS_PER_DOCUMENT = 2;
export const SOURCE_TOOLS = ['slack', 'cursor', 'claude', 'browser', 'terminal'];
const DIRECTIONS = 64;

/**
 * Fills a record as if it had been used for long: documents with relations, conversations linked to their passages, todos, code attempts. Vectors are made up,
 * near to one of a few directions as texts of one subject are; embedding them would take an hour.
 */
export async function fillRecord(path, { draw, documents, messages, todos, attempts }) {
  const embedder = createEmbedder({ logger: { debug() {}, info() {}, warn() {}, error() {} }, workers: 1 });
  const { fingerprint } = embedder;
  await embedder.close();
  const record = await openSqliteRecord({ path, durability: 'normal' });
  const bar = progressBar('records for the tools benchmark', documents + messages + todos + attempts);
  const chunkIds = [];
  const resourceIds = [];
  let atMs = Date.now() - 30 * 86_400_000;
  const version = (content) => ({ content, chunks: [{ content, startOffset: 0, endOffset: content.length, heading: null }], agentId: 'bench', sessionId: `session-${Math.floor(atMs / 3_600_000)}`, recordedAtMs: (atMs += 60_000) });

  for (let n = 0; n < documents; n += 1) {
    const { result } = await record.storeVersion({ namespace: NAMESPACE, fileName: `notes/doc-${n}.md`, resourceType: 'document', tags: [`tag-${n % 40}`], metadata: {}, validFromMs: null, expiresAtMs: null, ...version(someText(draw, DOCUMENT_WORDS)) });
    chunkIds.push(...result.chunkIds);
    resourceIds.push(result.resourceId);
    bar.step();
  }
  const some = (list) => list[Math.floor(draw() * list.length)];
  for (let from = 0; from < documents; from += 500) {
    const relations = resourceIds.slice(from, from + 500).flatMap((sourceId) => Array.from({ length: LINKS_PER_DOCUMENT }, () => ({ sourceId, targetId: some(resourceIds), type: 'references', strength: draw(), automatic: false, metadata: {}, agentId: null })));
    await record.edges.relate(NAMESPACE, relations.filter(({ sourceId, targetId }) => sourceId !== targetId), atMs);
  }
  for (let n = 0; n < messages; n += 1) {
    const timed = version(someText(draw, MESSAGE_WORDS));
    const { result } = await record.chats.log({ namespace: NAMESPACE, conversationId: `talk-${Math.floor(n / PER_CONVERSATION)}`, role: n % 2 === 0 ? 'user' : 'assistant', agentName: null, sourceTool: SOURCE_TOOLS[n % SOURCE_TOOLS.length], metadata: {}, timestampMs: timed.recordedAtMs, ...timed });
    await record.chats.link(NAMESPACE, result.messageId, [{ chunkId: some(chunkIds), strength: draw(), automatic: true }, { chunkId: some(chunkIds), strength: draw(), automatic: true }], timed.recordedAtMs);
    bar.step();
  }
  for (let n = 0; n < todos; n += 1) {
    const { content: text, chunks, agentId, sessionId, recordedAtMs } = version(`Todo ${n}: ${someText(draw, 10)}`);
    await record.todos.add({ namespace: NAMESPACE, title: text, description: '', priority: 1 + (n % 3), dueAtMs: null, tags: [], assignedAgent: null, text, chunks, agentId, sessionId, createdAtMs: recordedAtMs });
    bar.step();
  }
  for (let n = 0; n < attempts; n += 1) await logAttempt(record, n, { draw, version }).then(bar.step);
  bar.end();
  await embedAll(record, fingerprint, draw);
  await record.close();
}

/** Two attempts a pattern: the first of every other one failed. */
function logAttempt(record, n, { draw, version }) {
  const pattern = Math.floor(n / 2);
  const { agentId, sessionId, recordedAtMs } = version('');
  const text = (key, content) => ({ key, content, chunks: [{ content, startOffset: 0, endOffset: content.length, heading: null }] });
  const inputPrompt = `Write function number ${pattern} that ${someText(draw, 8)}`;
  const generatedCode = `def f${pattern}(a):\n    return a + ${pattern}\n`;
  const failed = n % 4 === 0;
  return record.code.log({
    namespace: NAMESPACE, fingerprint: `fingerprint-${pattern}`, inputPrompt, generatedCode, result: failed ? 'error' : 'pass', executionTimeMs: 1 + draw(), errorMessage: failed ? `name 'x${n}' is not defined` : null,
    tags: ['bench', `tag-${n % 10}`], language: 'python', functionName: `f${pattern}`, fileName: null, moduleName: null, agentId, sessionId, recordedAtMs,
    texts: [text(`p-${n}`, inputPrompt), text('code', generatedCode)],
  });
}

async function embedAll(record, fingerprint, draw) {
  const directions = Array.from({ length: DIRECTIONS }, () => Array.from({ length: fingerprint.dimension }, () => draw() - 0.5));
  for (;;) {
    const pending = await record.claimPending({ fingerprint: fingerprint.id, owner: 'bench', limit: 1000, nowMs: Date.now(), claimForMs: 10_000 });
    if (pending.length === 0) return;
    const rows = pending.map(({ vectorId }) => ({ vectorId, vector: unit(directions[vectorId % DIRECTIONS].map((x) => x + (draw() - 0.5))) }));
    await record.storeEmbeddings(fingerprint, rows, Date.now());
  }
}

function unit(numbers) {
  const length = Math.hypot(...numbers);
  return Float32Array.from(numbers, (x) => x / length);
}
