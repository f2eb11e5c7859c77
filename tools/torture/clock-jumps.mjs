import { access, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { duration } from '../progress.mjs';
import { startServer } from './ltmc-server.mjs';
import { becomes, find, inParallel, read } from './memories.mjs';

const LIBRARIES = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map((platform) => `/usr/lib/${platform}/faketime/libfaketimeMT.so.1`);
/** Seconds; a laptop that wakes up, a clock that was set, a machine restored from an image. */
const JUMPS = [5, -3600, 86_400, -5, 3600, -86_400, 400 * 86_400, -400 * 86_400];
/** What a dead process left is finished by the next within this, whatever the clock says. */
const TAKEOVER_MS = 5_000;
const STORES = 6;
/** As in `kills`. */
const AT_ONCE = { patient: 4, strict: 1 };

/** The wall clock jumps, in one process or between two: nothing is lost, nothing waits for a time that does not come, versions stay in order. */
export const clockJumps = {
  name: 'clock-jumps',
  promise: 'clock jumps',
  full: 100,
  short: 4,
  run: async (proof) => {
    const library = await findLibrary();
    if (!library) return { what: 'nothing: libfaketime is not installed (apt-get install faketime)', result: 'SKIPPED' };
    await inParallel(proof.patience > 1 ? AT_ONCE.patient : AT_ONCE.strict, proof.count, async (n) => {
      const folder = await proof.folder(n);
      await oneJump({ ...proof, random: proof.random.fork(`jump ${n}`) }, { folder, library, n, jump: JUMPS[n % JUMPS.length] });
      proof.step();
    });
    return { what: `${proof.count} jumps of the clock by 5 s to 400 days, while storing and between a kill -9 and the restart`, result: `nothing lost, versions in order, what a dead process left was embedded within ${duration(TAKEOVER_MS * proof.patience)}` };
  },
};

async function findLibrary() {
  for (const path of LIBRARIES) if (await access(path).then(() => true, () => false)) return path;
  return undefined;
}

async function oneJump(proof, { folder, library, n, jump }) {
  const clockFile = `${folder}/clock-${n}`;
  const setClock = (seconds) => writeFile(clockFile, `${seconds < 0 ? '-' : '+'}${Math.abs(seconds)}s`);
  const env = { LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: clockFile, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1' };
  await setClock(0);
  const writer = await startServer(folder, { env });
  await versionsStayInOrder(proof, writer, { n, jump, setClock });
  // The clock stands where it jumped to; now the writer dies with work claimed, and the next one starts at the old time.
  const names = Array.from({ length: STORES }, (_, k) => `left-${n}-${k}`);
  await Promise.all(names.map((name) => writer.call('store_memory', { file_name: name, content: `${name} ${proof.random.sentence(600)}`, wait: 'durable' })));
  await sleep(proof.random.whole(0, 80));
  await writer.kill();
  await setClock(0);
  const startMs = performance.now();
  const next = await startServer(folder, { env });
  for (const name of names) if (!(await read(next, name))) proof.violation(`${name} was acknowledged before a jump of ${jump} s, and is gone`);
  const isReady = async () => (await Promise.all(names.map((name) => pendingOf(next, name)))).every((pending) => pending === 0);
  const limitMs = TAKEOVER_MS * proof.patience;
  if (!(await becomes(isReady, limitMs, 100))) proof.violation(`the clock went back ${jump} s between a kill and the restart: what the dead process left is not embedded after ${Math.round(performance.now() - startMs)} ms`);
  await next.close();
}

/** Storing what is there already changes nothing and tells how many chunks wait. */
async function pendingOf(server, name) {
  const { content } = await read(server, name);
  return (await server.call('store_memory', { file_name: name, content, wait: 'durable' })).pending_chunks;
}

async function versionsStayInOrder(proof, server, { n, jump, setClock }) {
  const name = `jumped-${n}`;
  const texts = ['before the jump', 'right after it', 'back again'].map((text) => `${text} ${proof.random.sentence(6)}`);
  for (const [index, seconds] of [0, jump, 0].entries()) {
    await setClock(seconds);
    const stored = await server.call('store_memory', { file_name: name, content: texts[index], wait: 'searchable' });
    if (stored.version !== index + 1 || stored.pending_chunks > 0) proof.violation(`a jump of ${jump} s: version ${stored.version} with ${stored.pending_chunks} chunks waiting, expected ${index + 1} with none`);
    const hits = await find(server, 'semantic', texts[index]);
    if (!hits.some((hit) => hit.content === texts[index])) proof.violation(`a jump of ${jump} s: ${JSON.stringify(texts[index])} is not found at its acknowledgement`);
  }
  const { versions } = await read(server, name);
  const times = versions.map(({ created_at: time }) => Date.parse(time));
  if (times.some((time, index) => index > 0 && time >= times[index - 1])) proof.violation(`a jump of ${jump} s: version times are out of order: ${JSON.stringify(versions)}`);
  await setClock(jump);
}
