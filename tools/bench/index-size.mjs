import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openHnswVectorStore } from '@ltmc/tier-vector';
import hnswlib from 'hnswlib-node';
import { inTurn, quantile, random } from './stats.mjs';
import { createTalk } from './talk.mjs';
import { CONTEXT, openTalk } from './talk-product.mjs';

const GOAL_BYTES = 2500;
/** The driver keeps no graph and no snapshot up to 4,000. */
const LEAST_TURNS = 4500;
const GRAPH_WAIT_MS = 3000;
/** Kinds of files in the index folder, by their names. */
const KINDS = [
  ['vectors in the graph, and its links', /\.graph$/u],
  ['other vectors, and ids', /\.vectors$/u],
  ['token signatures', /^signatures-.*\.db$/u],
  ['log of the signatures', /^signatures-.*-(?:wal|shm)$/u],
  ['the rest', /./u],
];

/** What the index folder takes for a turn of talk once graph and signatures are written, and how long it takes to open. Few turns have no graph: then it takes more. */
export async function benchIndexSize({ seed, turns: asked = 10_000, loads = 20, folder: kept }) {
  const turns = Math.max(asked, LEAST_TURNS);
  const folder = kept ?? (await mkdtemp(join(tmpdir(), 'ltmc-bench-')));
  try {
    const sizes = await writeIndex({ folder, seed, turns });
    const opening = await timeOpening(join(folder, 'index'), loads);
    return [...sizes, { what: `index of ${turns} turns opened from its snapshot, p50`, ...opening, target: 'reported' }];
  } finally {
    if (kept === undefined) await rm(folder, { recursive: true, force: true });
  }
}

async function writeIndex({ folder, seed, turns }) {
  for (;;) {
    const product = await openTalk({ folder, turns, seed, talk: await createTalk(random(seed), turns) });
    await product.memory.search(CONTEXT, { query: 'What was said?', kinds: ['message'] }); // an index that nobody asked is not opened
    await sleep(GRAPH_WAIT_MS);
    const whole = (await snapshots(join(folder, 'index'))).some(({ covered, rows }) => covered === rows);
    const inUse = await sizesOf(join(folder, 'index'));
    await product.close();
    if (whole) return [...rowsOf('at rest', await sizesOf(join(folder, 'index')), turns), ...rowsOf('in use', inUse, turns).slice(0, 1)];
  }
}

async function snapshots(folder) {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('current.json'));
  return Promise.all(names.map(async (name) => ({ ...JSON.parse(await readFile(join(folder, name), 'utf8')).pointer, folder: join(folder, name, '..') })));
}

async function sizesOf(folder) {
  const sizes = new Map();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const [kind] = KINDS.find(([, pattern]) => pattern.test(entry.name));
    sizes.set(kind, (sizes.get(kind) ?? 0) + (await stat(join(entry.parentPath, entry.name))).size);
  }
  return sizes;
}

function rowsOf(when, sizes, turns) {
  const all = [...sizes.values()].reduce((sum, size) => sum + size, 0) / turns;
  const parts = [...sizes].map(([kind, size]) => ({ what: `of these, ${kind}`, value: (size / turns).toFixed(0), baseline: '', target: '' }));
  return [{ what: `index folder ${when}, bytes a turn of ${turns}`, value: all.toFixed(0), baseline: '', target: `<= ${GOAL_BYTES}` }, ...parts];
}

/** Against the least that must be done: hnswlib reads its file, and the file's checksum is made. */
async function timeOpening(folder, loads) {
  const [{ folder: space, graph, recordId, namespace, fingerprint, dimension }] = await snapshots(folder);
  const path = join(space, graph.name);
  const bare = async () => {
    createHash('sha256').update(await readFile(path)).digest('hex');
    new hnswlib.HierarchicalNSW('ip', dimension).readIndexSync(path);
  };
  const store = await openHnswVectorStore({ folder, recordId });
  const open = async () => (await store.openIndex({ namespace, fingerprint, dimension })).close();
  await inTurn(3, bare, open);
  const times = await inTurn(loads, bare, open);
  await store.close();
  const [bareMs, openMs] = [quantile(times.first, 0.5), quantile(times.second, 0.5)];
  return { value: `${openMs.toFixed(1)} ms`, baseline: `its graph file hashed, and read by hnswlib ${bareMs.toFixed(1)} ms`, ratio: openMs / bareMs };
}
