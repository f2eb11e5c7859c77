import { cp, readdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createEmbedder } from '@ltmc/embedding';
import { damageFile, indexFiles, replaceFolder } from './damage.mjs';
import { FILE_POINTS } from './kill-points.mjs';
import { createLargeRecord } from './large-record.mjs';
import { startServer } from './ltmc-server.mjs';
import { find } from './memories.mjs';
import { ownWord } from './random.mjs';

/** They lie in the same folder and would be made again after each fault, which keeps the processors busy for longer than a snapshot may take; nothing here asks for them. */
const WITHOUT_SIGNATURES = { LTMC_LATE_INTERACTION: 'false' };

const FAIL_POINTS = fileURLToPath(new URL('./fail-points.mjs', import.meta.url));
/** Texts with the vectors of the real model among the drawn ones. */
const ANCHORS = 24;
const QUERIES = 6;
/** The tool rounds to four digits. */
const SIMILARITY_TOLERANCE = 2e-4;
const KILL_LIMIT_MS = 30_000;

/** The index faults through the real server, with so many vectors that it keeps a snapshot, and kills at the points at which it writes one. */
export const serverIndex = {
  name: 'server-index',
  promise: 'disposable index, real server',
  full: 100,
  short: 2,
  run: async (proof) => {
    const world = await createWorld(proof);
    const steps = Object.keys(STEPS);
    for (let n = 0; n < proof.count; n += 1) {
      await oneRound(proof, world, { name: steps[n % steps.length], underLoad: proof.random.chance(0.4) });
      proof.step();
    }
    await world.embedder.close();
    return {
      what: `${proof.count} faults of the index of ${world.vectors.size} vectors under the stdio server, in turn: ${steps.slice(0, proof.count).join(', ')}`,
      result: `${world.answers} answers, 0 wrong, 0 crashes, snapshot there again each time`,
    };
  },
};

/** Two records that went through the same steps, and an older index of the first. */
async function createWorld(proof) {
  const folders = { base: await proof.folder('base'), other: await proof.folder('other'), older: await proof.folder('older'), work: await proof.folder('work') };
  const embedder = createEmbedder({ logger: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined } });
  const world = { folders, embedder, vectors: await createLargeRecord(folders.base, proof.random), anchors: new Map(), texts: 0, answers: 0 };
  await createLargeRecord(folders.other, proof.random);
  for (const folder of [folders.other, folders.base]) {
    world.anchors.clear(); // those of the last one count
    await addAnchors(proof, world, folder);
    if (folder === folders.base) await cp(`${folder}/index`, `${folders.older}/index`, { recursive: true });
    await addAnchors(proof, world, folder);
  }
  return world;
}

async function addAnchors(proof, world, folder) {
  const server = await startServer(folder, { env: WITHOUT_SIGNATURES });
  for (let n = 0; n < ANCHORS / 2; n += 1) await storeOne(proof, world, { server, anchors: world.anchors });
  await find(server, 'semantic', 'harbour'); // an index that nobody asked is not opened, and leaves no snapshot
  await server.close();
  if (!(await hasSnapshot(folder))) proof.violation(`the server closed with ${world.vectors.size} vectors and left no snapshot: ${server.said}`);
}

async function storeOne(proof, world, { server, anchors }) {
  const number = world.texts++;
  const content = `${ownWord(number)} ${proof.random.sentence(10)}`;
  await server.call('store_memory', { file_name: `anchor-${number}`, content, wait: 'searchable' });
  anchors.set(`anchor-${number}`, content);
}

async function hasSnapshot(folder) {
  return (await readdir(`${folder}/index`, { recursive: true }).catch(() => [])).some((name) => name.endsWith('current.json'));
}

const damage = (how) => async ({ folders }, random) => damageFile(await indexFiles(folders.work), random, how);
/** `doomed` resolves when a server has ended itself at the point. */
const killedAt = (point) => async (world, random, doomed) => doomed(point);

/** What can become of the files. Kills and damage alternate, so that a short run has both. */
const STEPS = {
  'killed at snapshot before its pointer': killedAt('snapshot before its pointer'),
  'bit-flipped': damage('flip'),
  deleted: ({ folders }) => rm(`${folders.work}/index`, { recursive: true, force: true }),
  'killed at snapshot before its rename': killedAt('snapshot before its rename'),
  truncated: damage('truncate'),
  swapped: ({ folders }) => replaceFolder(`${folders.other}/index`, `${folders.work}/index`),
  'killed at snapshot after its pointer': killedAt('snapshot after its pointer'),
  overwritten: damage('noise'),
  'killed at snapshot between its files': killedAt('snapshot between its files'),
  'rolled-back': ({ folders }) => replaceFolder(`${folders.older}/index`, `${folders.work}/index`),
};
if (Object.keys(FILE_POINTS).some((point) => !(`killed at ${point}` in STEPS))) throw new Error('a point of files is in no step');

async function oneRound(proof, world, { name, underLoad }) {
  const { folders } = world;
  await replaceFolder(folders.base, folders.work);
  const anchors = new Map(world.anchors);
  const where = `${name}${underLoad ? ' under load' : ' at rest'}`;
  const load = underLoad ? await startLoad(proof, world, { anchors, where }) : undefined;
  await STEPS[name](world, proof.random, (point) => doomedServer(proof, world, { point, anchors }));
  try {
    const server = await startServer(folders.work, { env: WITHOUT_SIGNATURES });
    await checkAnswers(proof, world, { server, anchors, where });
    for (let n = 0; n < 2; n += 1) await storeOne(proof, world, { server, anchors });
    await forgetOne(proof, { server, anchors });
    await checkAnswers(proof, world, { server, anchors, where: `${where}, after more writes` });
    await load?.stop();
    const { code, signal } = await server.close();
    if (code !== 0) proof.violation(`${where}: the server ended with ${signal ?? code}: ${server.said}`);
  } catch (error) {
    proof.violation(`${where}: ${error.message}`);
  }
  await load?.stop();
  if (!(await hasSnapshot(folders.work))) proof.violation(`${where}: no snapshot was written again`);
}

async function forgetOne(proof, { server, anchors }) {
  const fileName = proof.random.pick([...anchors.keys()]);
  anchors.delete(fileName);
  await server.call('forget_memory', { file_name: fileName });
}

/** A server that closes has 1.6 s for its snapshot; on a busy machine that may not be enough to come to the point, which is right and proves nothing. */
const ATTEMPTS = 4;

/** A server that is killed at a point of the snapshot that it writes when it closes. */
async function doomedServer(proof, world, { point, anchors }) {
  let said;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    said = await lastWords(proof, world, { point, anchors });
    if (said.includes(`killed at ${point}`)) return;
  }
  proof.violation(`the point "${point}" was not reached in ${ATTEMPTS} attempts: ${said}`);
}

/** Stores, searches and leaves. @returns what the server said until it ended */
async function lastWords(proof, world, { point, anchors }) {
  const server = await startServer(world.folders.work, { nodeOptions: ['--import', FAIL_POINTS], env: { ...WITHOUT_SIGNATURES, LTMC_TORTURE_KILL_AT: point } });
  for (let n = 0; n < 3; n += 1) await storeOne(proof, world, { server, anchors });
  await find(server, 'semantic', 'harbour');
  const timer = setTimeout(() => server.kill(), KILL_LIMIT_MS * proof.patience);
  await server.close();
  clearTimeout(timer);
  return server.said;
}

/** Another server that stores and searches all the while, with the index in its memory. */
async function startLoad(proof, world, { anchors, where }) {
  const server = await startServer(world.folders.work, { env: WITHOUT_SIGNATURES });
  const stop = new AbortController();
  const run = async () => {
    while (!stop.signal.aborted) {
      await storeOne(proof, world, { server, anchors });
      await checkAnswers(proof, world, { server, anchors, where: `${where}, in the server that goes on`, queries: 1 });
    }
  };
  const running = run().catch((error) => proof.violation(`${where}: the server that goes on failed: ${error.message}`));
  return {
    stop: async () => {
      if (stop.signal.aborted) return;
      stop.abort();
      await running;
      await server.close();
    },
  };
}

/** Each anchor must find itself; each hit must be as similar as it says. */
async function checkAnswers(proof, world, { server, anchors, where, queries = QUERIES }) {
  for (let n = 0; n < queries; n += 1) {
    const [fileName, content] = proof.random.pick([...anchors]);
    const hits = await find(server, 'semantic', content);
    world.answers += 1;
    if (anchors.has(fileName) && !hits.some((hit) => hit.metadata.file_name === fileName)) proof.violation(`${where}: ${fileName} does not find itself; ${hits.length} hits`);
    const query = await world.embedder.embed(content);
    for (const hit of hits) {
      const truth = cosine(query, world.vectors.get(hit.content) ?? (await world.embedder.embed(hit.content)));
      if (Math.abs(truth - hit.similarity_score) > SIMILARITY_TOLERANCE) proof.violation(`${where}: ${hit.metadata.file_name} is said to be ${hit.similarity_score} similar, and is ${truth}`);
    }
  }
}

function cosine(one, other) {
  return one.reduce((sum, value, index) => sum + value * other[index], 0);
}
