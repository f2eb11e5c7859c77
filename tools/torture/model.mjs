import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { createTestEmbedder } from '@ltmc/embedding';
import { createMemory } from '@ltmc/memory';
import { openSqliteRecord } from '@ltmc/tier-temporal';
import { createExactVectorStore } from '@ltmc/tier-vector';
import { createWorld } from './model-world.mjs';

const CLIENTS = 3;
/** A fresh file now and then: the namespaces of one history are of no use to the next. */
const HISTORIES_PER_FILE = 250;
const UNDO_WINDOW_MS = 7 * 24 * 3_600_000;
const START_MS = Date.UTC(2026, 0, 1);
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

const NAME = fc.constantFrom('a', 'b', 'c');
const WORD = fc.constantFrom('kolo', 'zuba', 'mira', 'pavo'); // no stems of their own
const CONTENT = fc.array(WORD, { minLength: 1, maxLength: 5 }).map((words) => words.join(' '));
/** Moments are told by how many steps ago they were, or how many are still to come. */
const STEPS = fc.integer({ min: -5, max: 30 });
const TIMES = { validFrom: STEPS, expires: STEPS };

/** Each step is done by one of the clients, some milliseconds after the one before; now and then a week later. */
const OPERATION = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('store'), name: NAME, content: CONTENT, key: fc.constantFrom('k1', 'k2', 'k3'), wait: fc.constantFrom('durable', 'searchable'), ...TIMES }, { requiredKeys: ['kind', 'name', 'content', 'wait'] }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('forget', 'undo'), name: NAME }) },
  fc.record({ kind: fc.constantFrom('purge', 'count'), name: NAME }),
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('get'), name: NAME, version: fc.integer({ min: 1, max: 4 }), asOf: STEPS }, { requiredKeys: ['kind', 'name'] }) },
  fc.record({ kind: fc.constant('list'), limit: fc.integer({ min: 1, max: 3 }) }),
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('search'), word: WORD, mode: fc.constantFrom('keyword', 'keyword', 'hybrid'), asOf: STEPS }, { requiredKeys: ['kind', 'word', 'mode'] }) },
);
const STEP = fc.record({ client: fc.nat(CLIENTS - 1), laterMs: fc.oneof({ weight: 20, arbitrary: fc.integer({ min: 0, max: 3 }) }, fc.constant(UNDO_WINDOW_MS)), operation: OPERATION });
const HISTORY = fc.array(STEP, { minLength: 5, maxLength: 40, size: 'max' });

/** Random histories by several clients give the answers of a model that keeps nothing but a list of versions. */
export const model = {
  name: 'model',
  promise: 'model-based',
  full: 10_000,
  short: 50,
  run: async (proof) => {
    let steps = 0;
    for (let done = 0; done < proof.count; done += HISTORIES_PER_FILE) {
      const system = await openSystem(await proof.folder(done));
      const property = fc.asyncProperty(HISTORY, async (history) => {
        steps += history.length;
        proof.step();
        await replay(system, history);
      });
      const outcome = await fc.check(property, { numRuns: Math.min(HISTORIES_PER_FILE, proof.count - done), seed: proof.random.whole(0, 2 ** 30) });
      await system.close();
      if (outcome.failed) {
        const { error, counterexample } = outcome.errorInstance instanceof Differs ? { error: outcome.errorInstance.message, counterexample: outcome.counterexample } : { error: outcome.errorInstance?.stack, counterexample: outcome.counterexample };
        proof.violation(`after ${outcome.numShrinks} shrinks, fast-check seed ${outcome.seed}: ${error}\n    history: ${JSON.stringify(counterexample)}`);
        break;
      }
    }
    return { what: `${proof.count} random histories (${steps} steps) by ${CLIENTS} clients with a record each on one file`, result: 'every answer as the model gives it' };
  },
};

class Differs extends Error {}

/** Clients as separate as one process allows: a record, an index and flows for each. The clock is the history's. */
async function openSystem(folder) {
  const clock = { ms: START_MS };
  const clients = await Promise.all(Array.from({ length: CLIENTS }, async () => {
    const record = await openSqliteRecord({ path: `${folder}/ltmc.db`, durability: 'normal' });
    const [vectors, embedder] = [createExactVectorStore(), createTestEmbedder()];
    const memory = createMemory({ record, vectors, embedder, logger: silent, clock: { nowMs: () => clock.ms } });
    return { memory, parts: [memory, embedder, vectors, record] };
  }));
  return {
    clock,
    memories: clients.map(({ memory }) => memory),
    histories: 0,
    close: async () => {
      for (const { parts } of clients) for (const part of parts) await part.close();
    },
  };
}

async function replay(system, history) {
  const world = createWorld();
  const context = { namespace: `h${(system.histories += 1)}`, principal: 'torture' };
  for (const [index, { client, laterMs, operation }] of history.entries()) {
    system.clock.ms += laterMs;
    const nowMs = system.clock.ms;
    const call = { context, memory: system.memories[client], nowMs, atOf: (steps) => (steps === undefined ? undefined : nowMs - steps) };
    const [wanted, found] = [await KINDS[operation.kind].model(world, operation, call), await KINDS[operation.kind].product(operation, call).catch(codeOf)];
    if (!isDeepStrictEqual(found, wanted)) throw new Differs(`step ${index + 1} ${JSON.stringify(operation)}: expected ${JSON.stringify(wanted)}, got ${JSON.stringify(found)}`);
  }
}

function codeOf(error) {
  if (typeof error.code !== 'string') throw error;
  return error.code;
}

/** What can be done, to the model and to the product; both answers are brought to the same form. Chunks are versions here: each text is one. */
const KINDS = {
  store: {
    model: (world, { name, content, key, validFrom, expires }, { nowMs, atOf }) => {
      const times = timesOf({ validFrom, expires }, atOf);
      return times ? world.store({ name, content: textOf(name, content), key, ...times }, nowMs) : 'LTMC_INVALID_INPUT';
    },
    product: async ({ name, content: words, key, wait, validFrom, expires }, { memory, context, atOf }) => {
      const content = textOf(name, words);
      const times = { ...given('validFromMs', atOf(validFrom)), ...given('expiresAtMs', atOf(expires)) };
      const body = { name, content, ...times };
      const idempotency = key === undefined ? {} : { idempotency: { tool: 'store_memory', key, body } };
      const format = ({ version, unchanged }) => ({ version, unchanged });
      const result = await memory.store(context, { fileName: name, content, wait, ...times, ...idempotency }, format);
      return 'replayed' in result ? result.replayed : format(result);
    },
  },
  forget: forgetting({}, (world, input, nowMs) => world.forget(input, nowMs)),
  count: forgetting({ dryRun: true }, (world, input) => world.count(input)),
  purge: forgetting({ purge: true }, (world, input) => world.purge(input)),
  undo: forgetting({ undo: true }, (world, input, nowMs) => world.undo({ ...input, notBeforeMs: nowMs - UNDO_WINDOW_MS })),
  get: {
    model: (world, { name, version, asOf }, { atOf }) => world.get({ name, version, asOfMs: atOf(asOf) }),
    product: async ({ name, version, asOf }, { memory, context, atOf }) => {
      const found = await memory.get(context, { fileName: name }, { ...given('version', version), ...given('asOfMs', atOf(asOf)) });
      return { version: found.version, content: found.content, history: found.versions.map((each) => each.version) };
    },
  },
  list: {
    model: (world, _operation, { nowMs }) => world.list(nowMs).toSorted(byNameThenVersion),
    product: async ({ limit }, { memory, context }) => {
      const listed = [];
      for (let cursor, more = true; more;) {
        const page = await memory.list(context, { limit, ...given('cursor', cursor) });
        listed.push(...page.memories.map(({ fileName, version, updatedAtMs }) => ({ name: fileName, version, storedAtMs: updatedAtMs })));
        cursor = page.nextCursor;
        more = cursor !== undefined;
      }
      return listed.toSorted(byNameThenVersion);
    },
  },
  search: {
    model: (world, { word, asOf }, { nowMs, atOf }) => world.search({ word, asOfMs: atOf(asOf) }, nowMs),
    product: async ({ word, mode, asOf }, { memory, context, atOf }) => {
      const { hits } = await memory.search(context, { query: word, mode, topK: 100, ...given('asOfMs', atOf(asOf)) });
      // Hybrid may show more: texts that are near without the word. What it shows must be true all the same.
      return hits.filter(({ content }) => content.split(' ').includes(word)).map(({ fileName, version }) => `${fileName} v${version}`).toSorted();
    },
  },
};

/** A search shows no text twice, whichever memory it is of; so no two memories have the same. */
function textOf(name, words) {
  return `${words} ${name}`;
}

function forgetting(options, model) {
  return {
    model: (world, { name }, { nowMs }) => model(world, { name }, nowMs),
    product: async ({ name }, { memory, context }) => ({ versions: (await memory.forget(context, { fileName: name, ...options })).forgotten.chunks }),
  };
}

/** Undefined where the end does not come after the beginning. */
function timesOf({ validFrom, expires }, atOf) {
  const times = { ...given('validFromMs', atOf(validFrom)), ...given('expiresAtMs', atOf(expires)) };
  return validFrom !== undefined && expires !== undefined && times.validFromMs >= times.expiresAtMs ? undefined : times;
}

function given(name, value) {
  return value === undefined ? {} : { [name]: value };
}

function byNameThenVersion(one, other) {
  return one.name.localeCompare(other.name) || one.version - other.version;
}
