import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openSqliteRecord } from '../src/index.js';
import { EVERYTHING, names, version } from './fixture.js';
import { run, start } from './processes.js';
import { temporaryFolder } from './temporary-folder.js';

const WRITE = `
const [writer, count] = args;
const record = await openSqliteRecord({ path });
for (let index = 0; index < Number(count); index += 1) {
  const outcome = await record.storeVersion(version(\`\${writer}-\${index}\`, 'shared word of ' + writer));
  console.log(outcome.result.seq + ' ' + outcome.result.vectorIds.join());
}
await record.close();
`;

async function freshPath(): Promise<string> {
  return join(await temporaryFolder(), 'data', 'record.db');
}

it('keeps the id it was made with, and no other record has it', async () => {
  const [path, otherPath] = [await freshPath(), await freshPath()];
  const first = await openSqliteRecord({ path });
  await first.close();
  await using again = await openSqliteRecord({ path });
  await using other = await openSqliteRecord({ path: otherPath });
  expect(again.recordId).toBe(first.recordId);
  expect(other.recordId).not.toBe(first.recordId);
});

/** Opens a fresh file a round, at moments all processes share (CLOCK_MONOTONIC). */
const OPEN_AT_ONCE = `
import { setTimeout as sleep } from 'node:timers/promises';
const [startMs, rounds] = args.map(Number);
const nowMs = () => Number(process.hrtime.bigint() / 1000n) / 1000;
for (let round = 0; round < rounds; round += 1) {
  await sleep(startMs + round * 150 - nowMs());
  const record = await openSqliteRecord({ path: path + round + '.db' });
  await record.storeVersion(version('of ' + process.pid, 'text'));
  await record.close();
}
`;

describe('several processes on one file', () => {
  it('make it together, and none is told that it is busy', async () => {
    const rounds = 20;
    const path = await freshPath();
    const startMs = Number(process.hrtime.bigint() / 1000n) / 1000 + 1500;
    await Promise.all(Array.from({ length: 6 }, () => run(OPEN_AT_ONCE, path, String(startMs), String(rounds))));
    for (let round = 0; round < rounds; round += 1) {
      await using record = await openSqliteRecord({ path: `${path}${round}.db` });
      expect(await record.stats('n')).toMatchObject({ resources: 6 });
    }
  }, 60_000);

  it('open an empty folder at once and write everything', async () => {
    const path = await freshPath();
    const outputs = await Promise.all(['a', 'b', 'c', 'd'].map((writer) => run(WRITE, path, writer, '25')));
    const lines = outputs.flat();
    await using record = await openSqliteRecord({ path });
    expect(lines).toHaveLength(100);
    expect(new Set(lines.map((line) => line.split(' ')[0])).size).toBe(100);
    expect(new Set(lines.map((line) => line.split(' ')[1])).size).toBe(100);
    expect(await names(record)).toHaveLength(100);
    expect(await record.searchText('shared', EVERYTHING, 200)).toHaveLength(100);
    const seqs = (await record.changesAfter(0, 1000)).map(({ seq }) => seq);
    expect(seqs).toEqual(Array.from({ length: 100 }, (_seq, index) => index + 1));
  });

  it('see at once what another has written', async () => {
    const path = await freshPath();
    await using record = await openSqliteRecord({ path });
    expect(await record.searchText('shared', EVERYTHING, 10)).toEqual([]);
    await run(WRITE, path, 'other', '3');
    expect(await record.searchText('shared', EVERYTHING, 10)).toHaveLength(3);
    expect(await record.lastSeq()).toBe(3);
  });

  it('wait for one that holds the lock', async () => {
    const path = await freshPath();
    await using record = await openSqliteRecord({ path });
    const holder = start(HOLD_LOCK, path, '700');
    await until(() => holder.lines.includes('held'));
    const writing = record.storeVersion(version('a', 'waited')).then(() => Date.now());
    const releasedAtMs = Number((await holder.finished).lines[1]);
    expect(await writing).toBeGreaterThanOrEqual(releasedAtMs);
    expect(await names(record)).toEqual(['a']);
  });

  it('end the wait when the record is closed', async () => {
    const path = await freshPath();
    const record = await openSqliteRecord({ path });
    const holder = start(HOLD_LOCK, path, '60000');
    await until(() => holder.lines.includes('held'));
    const [outcome] = await Promise.allSettled([record.storeVersion(version('a', 'waited')), record.close()]);
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'LTMC_STORE_CLOSED' } });
    expect(holder.child.exitCode).toBeNull();
    holder.child.kill('SIGKILL');
    await holder.finished;
  });
});

describe('kill -9 while writing', () => {
  it('keeps everything that was acknowledged, and the file whole', async () => {
    const path = await freshPath();
    const acknowledged: string[] = [];
    for (const writer of ['first', 'second', 'third']) {
      const victim = start(ENDLESS, path, writer);
      await until(() => victim.lines.length >= 40);
      victim.child.kill('SIGKILL');
      const { signal, lines } = await victim.finished;
      expect(signal).toBe('SIGKILL');
      acknowledged.push(...lines);
    }
    await using record = await openSqliteRecord({ path });
    const found = await names(record);
    expect(acknowledged.filter((name) => !found.includes(name))).toEqual([]);
    const { resources, chunks } = await record.stats('n');
    expect(chunks).toBe(resources);
    expect(await record.searchText('victim', EVERYTHING, 10_000)).toHaveLength(resources);
    expect(await run(CHECK, path)).toEqual(['ok']);
  });
});

/** Holds the write lock for so many milliseconds, then tells when it let go. */
const HOLD_LOCK = `
import sqlite3 from ${JSON.stringify(import.meta.resolve('sqlite3'))};
const database = new sqlite3.Database(path);
await new Promise((resolve) => database.exec('BEGIN IMMEDIATE', resolve));
console.log('held');
await new Promise((resolve) => setTimeout(resolve, Number(args[0])));
console.log(Date.now());
await new Promise((resolve) => database.exec('COMMIT', resolve));
`;

/** Writes without end, several at once, and prints each name once it is acknowledged. */
const ENDLESS = `
const record = await openSqliteRecord({ path });
const write = async (lane) => {
  for (let index = 0; ; index += 1) {
    const name = \`\${args[0]}-\${lane}-\${index}\`;
    await record.storeVersion(version(name, 'text of the victim ' + name));
    await new Promise((resolve) => process.stdout.write(name + '\\n', resolve));
  }
};
await Promise.all([0, 1, 2, 3].map(write));
`;

/** SQLite's and FTS5's own checks. */
const CHECK = `
import sqlite3 from ${JSON.stringify(import.meta.resolve('sqlite3'))};
const database = new sqlite3.Database(path);
const all = (sql) => new Promise((resolve, reject) => database.all(sql, (error, rows) => (error ? reject(error) : resolve(rows))));
for (const table of ['chunk_fts', 'chunk_fts_past']) await all(\`INSERT INTO \${table} (\${table}) VALUES ('integrity-check')\`);
const violations = await all('PRAGMA foreign_key_check');
if (violations.length > 0) throw new Error(JSON.stringify(violations));
console.log((await all('PRAGMA integrity_check')).map((row) => row.integrity_check).join());
`;

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(10);
}
