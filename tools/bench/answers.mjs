import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@ltmc/config';
import { createHttpApi } from '@ltmc/http-api';
import { openRuntime } from '@ltmc/runtime';
import { needRedis, startRedisServer } from '@ltmc/testing/servers';
import { createToolRegistry } from '@ltmc/tools';
import { dayOfCalls } from './day-of-calls.mjs';
import { inTurn, quantile } from './stats.mjs';

const silent = { debug() {}, info() {}, warn() {}, error(message, fields) { process.stderr.write(`${message} ${fields?.cause ?? ''}\n`); } };
const caller = { namespace: 'default', principal: 'bench' };
const WARM_UP = 200;

/** What an answer costs that was given before, and how often that happens in a day. */
export async function benchAnswers({ seed, answerCalls = 3000, dayHours = 8 }) {
  const rows = [await costOf('memory', {}, answerCalls)];
  const need = await needRedis();
  if (need.found) {
    const redis = await startRedisServer();
    rows.push(await costOf('Redis', { REDIS_HOST: redis.host, REDIS_PORT: String(redis.port), REDIS_REQUIRED: 'true' }, answerCalls).finally(() => redis.stop()));
  } else {
    rows.push({ what: 'cached answer, Redis', value: 'not measured', baseline: need.missing, ratio: undefined, target: '' });
  }
  return [...rows, ...(await hitRates(seed, dayHours))];
}

/** The whole product on an empty folder that is removed at the end. */
async function openProduct(env, options = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'ltmc-bench-'));
  const runtime = await openRuntime(loadConfig({ DB_PATH: join(folder, 'ltmc.db'), ...env }), { logger: silent, version: 'bench', ...options });
  return {
    registry: runtime.registry,
    call: async (name, args) => {
      const outcome = await runtime.registry.call(name, args, caller);
      if (!outcome.ok) throw outcome.error;
      return outcome.result;
    },
    close: async () => {
      await runtime.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** `get_memory` over HTTP in turn with a tool that does nothing, behind the same registry, server and client. */
async function costOf(where, env, calls) {
  const product = await openProduct(env);
  await product.call('store_memory', { file_name: 'note', content: 'A note of a few words, as agents keep them.', wait: 'searchable' });
  const faces = await Promise.all([faceOf(product.registry), faceOf(idleRegistry(await product.call('get_memory', { file_name: 'note' })))]);
  const [cached, idle] = faces.map(({ ask }) => ask);
  for (let call = 0; call < WARM_UP; call += 1) await Promise.all([cached('get_memory', { file_name: 'note' }), idle('get_memory', { file_name: 'note' })]);
  const times = await inTurn(calls, () => cached('get_memory', { file_name: 'note' }), () => idle('get_memory', { file_name: 'note' }));
  await Promise.all(faces.map(({ close }) => close()));
  await product.close();
  const [ours, bare] = [quantile(times.first, 0.5), quantile(times.second, 0.5)];
  return { what: `cached answer (${where}) over HTTP, p50`, value: `${ours.toFixed(2)} ms`, baseline: `a tool that does nothing ${bare.toFixed(2)} ms`, ratio: ours / bare, target: '<= 1.5' };
}

/** The same tool with the same answer, made of nothing. */
function idleRegistry(answer) {
  const schema = { type: 'object', properties: { file_name: { type: 'string' } } };
  const tool = {
    name: 'get_memory', title: 'Nothing', group: 'bench', description: 'Does nothing.', inputSchema: schema, outputSchema: { type: 'object', properties: {} },
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    run: async () => answer,
  };
  return createToolRegistry({ tools: [tool], services: async () => ({}), logger: silent });
}

async function faceOf(registry) {
  const api = await createHttpApi({ registry, health: async () => ({}), info: { name: 'bench', title: 'Bench', version: '0.0.0' }, caller, logger: silent });
  const url = new URL('/jsonrpc', await api.listen({ host: '127.0.0.1', port: 0 }));
  const ask = async (name, args) => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } });
    const { result } = await (await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).json();
    if (result?.structuredContent?.success !== true) throw new Error(`the call failed: ${JSON.stringify(result)}`);
  };
  return { ask, close: () => api.close() };
}

/** A day is lived through as fast as it goes, by a clock of its own. */
async function hitRates(seed, hours) {
  let nowMs = Date.UTC(2026, 0, 5, 9);
  const counted = new Map();
  const info = (_message, { tool_name: tool, cached } = {}) => {
    if (cached === undefined) return;
    const tally = counted.get(tool) ?? { hits: 0, calls: 0 };
    counted.set(tool, { hits: tally.hits + (cached ? 1 : 0), calls: tally.calls + 1 });
  };
  const product = await openProduct({}, { clock: { nowMs: () => nowMs }, logger: { ...silent, info } });
  const todoIds = new Map();
  for (const { atMs, tool, args, task } of dayOfCalls({ seed, hours })) {
    nowMs = Date.UTC(2026, 0, 5, 9) + atMs;
    const answer = await product.call(tool, tool === 'complete_todo' ? { todo_id: todoIds.get(task) } : args);
    if (tool === 'add_todo') todoIds.set(task, answer.todo_id);
  }
  await product.close();
  const rate = (tallies) => {
    const [hits, calls] = [tallies.reduce((sum, tally) => sum + tally.hits, 0), tallies.reduce((sum, { calls: n }) => sum + n, 0)];
    return { hits, calls, share: hits / calls };
  };
  const all = rate([...counted.values()]);
  const questions = rate(['retrieve_memory', 'get_memory', 'build_context', 'get_code_patterns'].flatMap((tool) => counted.get(tool) ?? []));
  return [
    { what: `answers given again in a day of ${hours} h`, value: `${all.hits} of ${all.calls}`, baseline: 'every read', ratio: all.share, target: '>= 0.90' },
    { what: 'of these, questions and documents alone', value: `${questions.hits} of ${questions.calls}`, baseline: 'every read of these', ratio: questions.share, target: 'reported' },
  ];
}
