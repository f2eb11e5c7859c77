import { execFile } from 'node:child_process';
import { chmod, chown, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { startServer } from './ltmc-server.mjs';
import { becomes, find, read } from './memories.mjs';
import { faultsOf, holdWriteLock } from './record-file.mjs';

const run = promisify(execFile);
const NOBODY = 65_534;
/** What is embedded behind the scenes is not the matter here. */
const ONE_WORKER = { LTMC_EMBED_WORKERS: '1' };
const SMALL_DISK = '3m';
/** Well within the ten seconds that a write waits for the lock. */
const LOCK_MS = 5_000;
const RECOVERY_MS = 15_000;

/** A full disk, a read-only folder, a foreign writer with the lock: a clear error with a stable code, nothing lost, and on by itself after. */
export const trouble = {
  name: 'trouble',
  promise: 'disk full, read-only, `SQLITE_BUSY` storms',
  full: 20,
  short: 1,
  run: async (proof) => {
    const skipped = new Set();
    for (let n = 0; n < proof.count; n += 1) {
      for (const [name, scenario] of Object.entries(SCENARIOS)) {
        const folder = await proof.folder(`${name}-${n}`);
        const why = await scenario({ ...proof, violation: (what) => proof.violation(`${name}: ${what}`) }, folder);
        if (why) skipped.add(`${name} (${why})`);
      }
      proof.step();
    }
    const left = skipped.size > 0 ? `; SKIPPED ${[...skipped].join(', ')}` : '';
    return { what: `${proof.count} times each: ${Object.keys(SCENARIOS).join(', ')}`, result: `clear errors, nothing lost, went on by itself${left}` };
  },
};

/** Each resolves with nothing, or with why it could not be tried here. */
const SCENARIOS = { 'disk full': diskFull, 'read-only folder': readOnlyFolder, 'lock held 5 s': lockHeld, 'lock storm': lockStorm };

async function diskFull(proof, folder) {
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', `size=${SMALL_DISK}`, 'tmpfs', folder]).then(() => true, () => false);
  if (!mounted) return 'mounting is not allowed';
  try {
    const server = await startServer(folder, { env: ONE_WORKER });
    const { acknowledged, error } = await storeUntilError(proof, server);
    if (error.code !== 'LTMC_STORE_FULL') proof.violation(`the error of a full disk is ${error.code}: ${error.message}`);
    await expectAll(proof, server, acknowledged, 'on the full disk');
    const late = await startServer(folder, { env: ONE_WORKER });
    await expectAll(proof, late, acknowledged, 'in a server that starts on the full disk');
    await run('mount', ['-o', 'remount,size=64m', folder]);
    for (const each of [server, late]) await goesOn(proof, each, 'after space was freed');
    await expectAll(proof, server, acknowledged, 'after space was freed');
    await Promise.all([server.close(), late.close()]);
    for (const fault of await faultsOf(folder)) proof.violation(`the file is damaged: ${fault}`);
  } finally {
    await run('umount', ['-l', folder]);
  }
  return undefined;
}

async function storeUntilError(proof, server) {
  const acknowledged = [];
  for (let n = 0; ; n += 1) {
    const name = `full-${n}`;
    try {
      await server.call('store_memory', { file_name: name, content: proof.random.sentence(proof.random.whole(20, 4000)), wait: proof.random.pick(['auto', 'durable']) });
    } catch (error) {
      return { acknowledged, error };
    }
    acknowledged.push(name);
  }
}

async function expectAll(proof, server, names, when) {
  for (const name of names) {
    const found = await read(server, name).catch((error) => error);
    if (!found || found instanceof Error) return proof.violation(`${name} was acknowledged and cannot be read ${when}: ${found?.message ?? 'not found'}`);
  }
}

/** Stores and is searchable again, without a restart. */
async function goesOn(proof, server, when) {
  let last;
  const stores = () => server.call('store_memory', { file_name: `on-${server.pid}`, content: `it goes on ${when}`, wait: 'searchable' }).then(
    (answer) => answer.pending_chunks === 0,
    (error) => { last = error; return false; },
  );
  if (!(await becomes(stores, RECOVERY_MS * proof.patience, 500))) proof.violation(`does not go on by itself ${when}: ${last?.message ?? 'stored, but never searchable by meaning'}`);
}

/** Permissions stop everybody but root, so the server runs as somebody else here. */
async function readOnlyFolder(proof, folder) {
  const asRoot = process.getuid() === 0;
  const env = asRoot ? { HOME: folder } : {};
  const command = asRoot ? ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'] : [];
  const first = await startServer(folder);
  await first.call('store_memory', { file_name: 'before', content: 'stored before the folder became read-only', wait: 'durable' });
  await first.close();
  if (asRoot) for (const path of [folder, `${folder}/ltmc.db`]) await chown(path, NOBODY, NOBODY);
  if (asRoot) await chmod(dirname(folder), 0o755); // the way to the folder must be open for that user as well
  await chmod(folder, 0o555);
  const server = await startServer(folder, { env, command }).catch((error) => error);
  if (server instanceof Error) {
    await chmod(folder, 0o700);
    return `a server as another user does not start: ${server.message.slice(0, 100)}`;
  }
  const error = await server.call('store_memory', { file_name: 'during', content: 'cannot be stored' }).then(() => undefined, (reason) => reason);
  if (error?.code !== 'LTMC_STORE_READ_ONLY') proof.violation(`the error of a read-only folder is ${error?.code ?? 'none'}: ${error?.message}`);
  if (error?.message.includes(folder)) proof.violation('the error names a path');
  await chmod(folder, 0o700);
  await goesOn(proof, server, 'after the folder became writable');
  await expectAll(proof, server, ['before'], 'after the folder became writable');
  await server.close();
  return undefined;
}

/** One lock of five seconds: searches go on, stores wait and succeed. */
async function lockHeld(proof, folder) {
  const server = await startServer(folder);
  await server.call('store_memory', { file_name: 'before', content: 'harbour lantern', wait: 'searchable' });
  const held = holdWriteLock(folder, LOCK_MS);
  await sleep(100);
  const stores = Promise.all(Array.from({ length: 8 }, (_, n) => server.call('store_memory', { file_name: `held-${n}`, content: `stored ${n} while locked`, wait: 'durable' })));
  stores.catch(() => undefined);
  const startMs = performance.now();
  const hits = await find(server, 'hybrid', 'harbour');
  if (hits.length === 0) proof.violation('a search finds nothing while another process holds the write lock');
  if (performance.now() - startMs > LOCK_MS / 2) proof.violation('a search waited for the write lock');
  await held;
  await stores.catch((error) => proof.violation(`a lock of ${LOCK_MS} ms reached a client: ${error.message}`));
  await expectAll(proof, server, ['before', ...Array.from({ length: 8 }, (_, n) => `held-${n}`)], 'after the lock');
  await server.close();
  return undefined;
}

/** Short locks without a pause, from a foreign program, while two servers write. */
async function lockStorm(proof, folder) {
  const servers = await Promise.all([startServer(folder), startServer(folder)]);
  await servers[0].call('store_memory', { file_name: 'first', content: 'makes the file', wait: 'durable' });
  const calm = new AbortController();
  const storm = (async () => {
    while (!calm.signal.aborted) {
      await holdWriteLock(folder, proof.random.whole(5, 150));
      await sleep(proof.random.whole(0, 5));
    }
  })();
  const names = Array.from({ length: 40 }, (_, n) => `storm-${n}`);
  const errors = (await Promise.allSettled(names.map((name, n) => servers[n % 2].call('store_memory', { file_name: name, content: `stored in a storm ${n}`, wait: 'durable' })))).filter(({ reason }) => reason);
  calm.abort();
  await storm;
  for (const { reason } of errors) proof.violation(`a storm of short locks reached a client: ${reason.message}`);
  if (errors.length === 0) await expectAll(proof, servers[0], names, 'after the storm');
  await Promise.all(servers.map((server) => server.close()));
  await rm(folder, { recursive: true, force: true });
  return undefined;
}
