import { cp, readdir, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTestEmbedder } from '@ltmc/embedding';
import { damageFile, indexFiles, replaceFolder } from './damage.mjs';
import { startIndexChild } from './index-child-process.mjs';
import { ownWord } from './random.mjs';

/** So few that a graph and a snapshot exist, so many that both are worth something. */
const EXACT_UP_TO = 64;
const MEMORIES = 250;
const QUERIES = 12;
const TOP_K = 10;
/** Float32 against double, over 64 components. */
const SIMILARITY_TOLERANCE = 1e-4;
const LOAD_PAUSE_MS = 15;

/** The vector index is a projection: whatever happens to its files, no answer is wrong and nothing crashes. */
export const indexFaults = {
  name: 'index-faults',
  promise: 'disposable index',
  full: 1000,
  short: 20,
  run: async (proof) => {
    const world = await createWorld(proof);
    const counts = {};
    for (let n = 0; n < proof.count; n += 1) {
      const fault = FAULT_NAMES[n % FAULT_NAMES.length];
      const underLoad = proof.random.chance(0.4);
      await oneFault(proof, world, { fault, underLoad });
      counts[fault] = (counts[fault] ?? 0) + 1;
      proof.step();
    }
    const recall = world.found / Math.max(1, world.wanted);
    return {
      what: `${proof.count} faults of the index files, at rest and under load (${Object.entries(counts).map(([name, count]) => `${count} ${name}`).join(', ')})`,
      result: `${world.answers} answers, 0 wrong, 0 crashes, snapshot there again each time; recall@${TOP_K} ${recall.toFixed(4)}`,
    };
  },
};

/** Two records that went through the same steps, so that their positions in the change log are alike. */
async function createWorld(proof) {
  const folders = { own: await proof.folder('own'), other: await proof.folder('other'), older: await proof.folder('older') };
  const world = { folders, texts: new Map(), vectorOf: createVectorCache(), unique: 0, answers: 0, wanted: 0, found: 0 };
  await fill(proof, world, folders.other);
  await fill(proof, world, folders.own, world.texts);
  await cp(`${folders.own}/index`, `${folders.older}/index`, { recursive: true });
  return world;
}

async function fill(proof, world, folder, texts = new Map()) {
  const child = await startIndexChild(folder, EXACT_UP_TO);
  for (let n = 0; n < MEMORIES; n += 1) await storeOne(proof, world, { child, texts });
  await child.call('search', { query: 'harbour', topK: 1 }); // an index that nobody asked is not opened, and leaves no snapshot
  await child.close();
}

async function storeOne(proof, world, { child, texts }) {
  const number = world.unique++;
  const fileName = `m${number}`;
  const content = `${ownWord(number)} ${proof.random.sentence(10)}`;
  await child.call('store', { fileName, content });
  texts.set(fileName, content);
}

async function forgetOne(proof, { child, texts }) {
  const fileName = proof.random.pick([...texts.keys()]);
  texts.delete(fileName);
  await child.call('forget', { fileName });
}

/** The child's embedder, here: what is true does not depend on any index. */
function createVectorCache() {
  const embedder = createTestEmbedder();
  const vectors = new Map();
  return async (text) => {
    const vector = vectors.get(text) ?? (await embedder.embed(text));
    vectors.set(text, vector);
    return vector;
  };
}

/** What can become of the files. Each resolves when it is done; the folder may be in use meanwhile. */
const FAULTS = {
  deleted: ({ folders }) => rm(`${folders.own}/index`, { recursive: true, force: true }),
  emptied: async ({ folders }, random) => {
    const files = await indexFiles(folders.own);
    if (files.length > 0) await rm(random.pick(files), { force: true });
  },
  truncated: async ({ folders }, random) => damageFile(await indexFiles(folders.own), random, 'truncate'),
  'bit-flipped': async ({ folders }, random) => damageFile(await indexFiles(folders.own), random, 'flip'),
  overwritten: async ({ folders }, random) => damageFile(await indexFiles(folders.own), random, 'noise'),
  swapped: ({ folders }) => replaceFolder(`${folders.other}/index`, `${folders.own}/index`),
  'rolled-back': ({ folders }) => replaceFolder(`${folders.older}/index`, `${folders.own}/index`),
};
const FAULT_NAMES = Object.keys(FAULTS);

async function oneFault(proof, world, { fault, underLoad }) {
  const { folders, texts } = world;
  const where = `${fault}${underLoad ? ' under load' : ' at rest'}`;
  const load = underLoad ? await startLoad(proof, world, where) : undefined;
  await FAULTS[fault](world, proof.random);
  const child = await startIndexChild(folders.own, EXACT_UP_TO).catch((error) => proof.violation(`${where}: a process does not start: ${error.message}`));
  if (!child) return;
  try {
    await checkAnswers(proof, world, { child, where });
    for (let n = 0; n < 2; n += 1) await storeOne(proof, world, { child, texts });
    do await forgetOne(proof, { child, texts }); while (texts.size > MEMORIES);
    await checkAnswers(proof, world, { child, where: `${where}, after more writes` });
  } catch (error) {
    proof.violation(`${where}: ${error.message}`);
  }
  await load?.stop();
  await child.close().catch((error) => proof.violation(`${where}: closing failed: ${error.message}`));
  if (texts.size > EXACT_UP_TO && (await readdir(`${folders.own}/index`, { recursive: true }).catch(() => [])).every((name) => !name.endsWith('current.json'))) proof.violation(`${where}: no snapshot was written again`);
}

/** Another process that stores and searches all the while, with the index in its memory. */
async function startLoad(proof, world, where) {
  const child = await startIndexChild(world.folders.own, EXACT_UP_TO);
  const stop = new AbortController();
  const run = async () => {
    while (!stop.signal.aborted) {
      await storeOne(proof, world, { child, texts: world.texts });
      await checkAnswers(proof, world, { child, where: `${where}, in the process that goes on`, queries: 1 });
      await sleep(LOAD_PAUSE_MS);
    }
  };
  const running = run().catch((error) => proof.violation(`${where}: the process that goes on failed: ${error.message}`));
  return {
    stop: async () => {
      stop.abort();
      await running;
      await child.close().catch((error) => proof.violation(`${where}: closing under load failed: ${error.message}`));
    },
  };
}

/** Each text must find itself; each hit must be stored, current, and as similar as it says; the ten nearest are counted for the recall. */
async function checkAnswers(proof, world, { child, where, queries = QUERIES }) {
  for (let n = 0; n < queries; n += 1) {
    const [fileName, content] = proof.random.pick([...world.texts]);
    const { hits } = await child.call('search', { query: content, topK: TOP_K });
    world.answers += 1;
    const own = hits.find((hit) => hit.fileName === fileName);
    if (!own && world.texts.has(fileName)) proof.violation(`${where}: ${fileName} does not find itself; ${hits.length} hits`);
    const query = await world.vectorOf(content);
    for (const hit of hits) {
      const truth = cosine(query, await world.vectorOf(hit.content));
      if (Math.abs(truth - hit.similarity) > SIMILARITY_TOLERANCE) proof.violation(`${where}: ${hit.fileName} is said to be ${hit.similarity} similar, and is ${truth}`);
    }
    if (!where.includes('load')) await countRecall(world, query, hits);
  }
}

async function countRecall(world, query, hits) {
  const all = await Promise.all([...world.texts.values()].map(async (text) => cosine(query, await world.vectorOf(text))));
  const last = all.toSorted((a, b) => b - a)[TOP_K - 1] ?? -1;
  world.wanted += TOP_K;
  world.found += hits.filter((hit) => hit.similarity >= last - SIMILARITY_TOLERANCE).length;
}

function cosine(one, other) {
  return one.reduce((sum, value, index) => sum + value * other[index], 0);
}
