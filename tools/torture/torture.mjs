// node tools/torture/torture.mjs [name ...] [--seed N] [--short | --scale X] [--loaded] [--keep]
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { duration, progressBar } from '../progress.mjs';
import { badInput } from './bad-input.mjs';
import { cacheFailures } from './cache-failures.mjs';
import { cacheStale } from './cache-stale.mjs';
import { clockJumps } from './clock-jumps.mjs';
import { lockClocks } from './coordination/lock-clocks.mjs';
import { lockTrouble } from './coordination/lock-trouble.mjs';
import { locks } from './coordination/locks.mjs';
import { pausedHolder } from './coordination/paused-holder.mjs';
import { registry } from './coordination/registry.mjs';
import { sharedContext } from './coordination/shared-context.mjs';
import { streams } from './coordination/streams.mjs';
import { graphRandom } from './graph-random.mjs';
import { indexFaults } from './index-faults.mjs';
import { kills } from './kills.mjs';
import { endServers, killServers } from './ltmc-server.mjs';
import { model } from './model.mjs';
import { neo4jProjection } from './neo4j-projection.mjs';
import { orphans } from './orphans.mjs';
import { createRandom } from './random.mjs';
import { readYourWrites } from './read-your-writes.mjs';
import { redisTrouble } from './redis-trouble.mjs';
import { serverIndex } from './server-index.mjs';
import { stale } from './stale.mjs';
import { stalls } from './stalls.mjs';
import { trouble } from './trouble.mjs';
import { writers } from './writers.mjs';

/** In the order of their importance. */
const PROOFS = [kills, writers, readYourWrites, stale, indexFaults, serverIndex, orphans, trouble, clockJumps, model, stalls, badInput, cacheFailures, cacheStale, redisTrouble, neo4jProjection, graphRandom, locks, pausedHolder, lockClocks, lockTrouble, streams, registry, sharedContext];
/** A violation that repeats a thousand times is shown so often. */
const SHOWN_VIOLATIONS = 10;
/** After so many violations a proof is beyond help (its servers were killed from outside, say): the run ends, instead of going on for ever and filling the memory. */
const HOPELESS_VIOLATIONS = 1000;
/** What a time limit is multiplied by where other work may hold the processors. */
const LOADED_PATIENCE = 6;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string' },
    scale: { type: 'string' },
    short: { type: 'boolean', default: false },
    loaded: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});

const say = (line = '') => process.stdout.write(`${line}\n`);

/** @throws Error for an unknown name or a number that is none */
function readRequest() {
  const unknown = positionals.filter((name) => !PROOFS.some((proof) => proof.name === name));
  if (unknown.length > 0) throw new Error(`no proof is called ${unknown.join(', ')}; there are: ${PROOFS.map(({ name }) => name).join(', ')}`);
  const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9));
  const scale = Number(values.scale ?? 1);
  if (!Number.isSafeInteger(seed) || !(scale > 0)) throw new Error('--seed takes a whole number, --scale a number above 0');
  const proofs = PROOFS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  return { seed, proofs, countOf: ({ full, short }) => (values.short ? short : Math.max(1, Math.round(full * scale))) };
}

/** Runs one proof in a folder of its own. Nothing it throws ends the run: it counts as a violation. */
async function prove(proof, { seed, count, folder }) {
  const violations = [];
  const bar = progressBar(proof.name.padEnd(16), count);
  const startMs = performance.now();
  let steps = 0;
  const context = {
    count,
    random: createRandom(seed).fork(proof.name),
    seed,
    short: values.short,
    patience: values.short || values.loaded ? LOADED_PATIENCE : 1,
    folder: async (name) => {
      const path = join(folder, `${proof.name}-${name}`);
      await mkdir(path, { recursive: true, mode: 0o700 });
      return path;
    },
    step: () => {
      if ((steps += 1) <= count) bar.step(); // shrinking repeats steps
    },
    /** Something that was promised did not hold. */
    violation: (what) => {
      violations.push(what);
      if (violations.length <= SHOWN_VIOLATIONS) process.stderr.write(`\n  VIOLATION (${proof.name}, seed ${seed}): ${what}\n`);
      if (violations.length === HOPELESS_VIOLATIONS) giveUp(`${proof.name} was violated ${HOPELESS_VIOLATIONS} times; its data is in ${folder}`);
    },
  };
  const done = await proof.run(context).catch((error) => {
    context.violation(`the proof stopped: ${error.stack ?? error}`);
    return undefined;
  });
  await endServers();
  bar.end();
  return { proof, violations, done, ms: performance.now() - startMs };
}

/** At once, because a proof whose calls all fail may never let go of the thread. Servers of the testing package end with this process by themselves. */
function giveUp(why) {
  process.stderr.write(`\ntorture: given up: ${why}\n`);
  killServers();
  process.exit(1);
}

function rowOf({ proof, violations, done, ms }) {
  const result = violations.length === 0 ? done?.result : `**VIOLATED ${violations.length} times**, see above`;
  return `| ${proof.promise} | ${done?.what ?? proof.name} | ${result} | ${duration(ms)} |`;
}

async function main() {
  const { seed, proofs, countOf } = readRequest();
  say(`seed ${seed}, ${availableParallelism()} processors, Node ${process.version}`);
  const folder = await mkdtemp(join(tmpdir(), 'ltmc-torture-'));
  const outcomes = [];
  for (const proof of proofs) outcomes.push(await prove(proof, { seed, count: countOf(proof), folder }));
  const failed = outcomes.filter(({ violations }) => violations.length > 0);
  if (!values.keep) await rm(folder, { recursive: true, force: true });
  else say(`data kept in ${folder}`);
  say('\n| promise | what was done | result | took |\n| --- | --- | --- | --- |');
  for (const outcome of outcomes) say(rowOf(outcome));
  for (const { proof } of failed) say(`\nagain: node tools/torture/torture.mjs ${proof.name} --seed ${seed}${values.short ? ' --short' : ` --scale ${values.scale ?? 1}`} --keep`);
  if (failed.length > 0) process.exitCode = 1;
}

/** An HTTP server outlives whoever started it, so a run that is broken off takes its servers along. */
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => void endServers().finally(() => process.exit(1)));

/** What nobody waits for any more: a load that goes on while the proof has stopped. */
process.once('uncaughtException', (error) => giveUp(error.stack ?? String(error)));

await main().catch((error) => {
  process.stderr.write(`torture: ${error.message}\n`);
  process.exitCode = 1;
});
