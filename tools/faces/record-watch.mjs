import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';

const sqlite3 = createRequire(import.meta.url)('sqlite3');
const QUIET_PATIENCE_MS = 60_000;

/**
 * Looks at a record from outside, while servers use it.
 *
 * @param {string} path
 * @returns {Promise<{ changed: () => Promise<boolean>, quiet: () => Promise<void>, close: () => Promise<void> }>}
 * `changed`: whether any row of any table is another since it was asked last. `quiet` waits until nothing is left to do, and takes that state as the known one.
 */
export async function watchRecord(path) {
  const database = await new Promise((resolve, reject) => {
    const opened = new sqlite3.Database(path, sqlite3.OPEN_READONLY, (error) => (error ? reject(error) : resolve(opened)));
  });
  const all = promisify(database.all.bind(database));
  // Rises with every commit of another connection, so that the whole is read only where there was one.
  const commits = async () => (await all('PRAGMA data_version'))[0].data_version;
  let known = { commits: await commits(), digest: await digestOf(all) };
  const look = async () => {
    const now = await commits();
    return now === known.commits ? known : { commits: now, digest: await digestOf(all) };
  };
  return {
    changed: async () => {
      const before = known;
      known = await look();
      return known.digest !== before.digest;
    },
    quiet: async () => {
      if ((await commits()) === known.commits) return;
      const deadline = performance.now() + QUIET_PATIENCE_MS;
      for (let last = -1, now = await commits(); now !== last || (await isBusy(all)); now = await commits()) {
        if (performance.now() > deadline) throw new Error('the record is still worked on after a minute');
        last = now;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      known = await look();
    },
    close: () => promisify(database.close.bind(database))(),
  };
}

/** Whether something waits to be done after a write: to be embedded, to be linked. */
async function isBusy(all) {
  const queues = await all("SELECT name FROM sqlite_master WHERE type = 'table' AND (name LIKE 'pending\\_%' ESCAPE '\\' OR name LIKE '%\\_due' ESCAPE '\\')");
  for (const { name } of queues) if ((await all(`SELECT EXISTS (SELECT 1 FROM "${name}") AS waiting`))[0].waiting === 1) return true;
  return false;
}

/** Every row of every table, in the order it lies in. */
async function digestOf(all) {
  const hash = createHash('sha256');
  for (const { name, sql } of await all("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name")) {
    hash.update(`${name}\n${sql}\n`);
    if (/^CREATE VIRTUAL/iu.test(sql ?? '')) continue; // its content lies in shadow tables, which are read
    for (const row of await all(`SELECT * FROM "${name}"`)) hash.update(`${JSON.stringify(row)}\n`);
  }
  return hash.digest('hex');
}
