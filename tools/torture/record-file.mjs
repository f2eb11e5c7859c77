import sqlite3 from 'sqlite3';

/**
 * The record as SQLite itself shows it, in a process that runs no LTMC. Opened per question: a proof deletes and replaces these files.
 * @returns {Promise<object[]>}
 */
export async function askFile(dataFolder, sql) {
  const database = await openFile(dataFolder, sqlite3.OPEN_READONLY);
  try {
    return await all(database, sql);
  } finally {
    await new Promise((resolve) => { database.close(resolve); });
  }
}

/** Holds the write lock for `holdMs`, as a program that is none of LTMC's might. */
export async function holdWriteLock(dataFolder, holdMs) {
  const database = await openFile(dataFolder, sqlite3.OPEN_READWRITE);
  database.configure('busyTimeout', 10_000);
  try {
    await all(database, 'BEGIN IMMEDIATE');
    await new Promise((resolve) => { setTimeout(resolve, holdMs); });
    await all(database, 'ROLLBACK');
  } finally {
    await new Promise((resolve) => { database.close(resolve); });
  }
}

/** What is wrong with the file: damage, orphaned rows, chunks in the wrong full-text table, waiting rows that have an embedding. Empty when all is well. */
export async function faultsOf(dataFolder) {
  const [integrity, foreign, misplaced, waiting] = await Promise.all([
    askFile(dataFolder, 'PRAGMA integrity_check'),
    askFile(dataFolder, 'PRAGMA foreign_key_check'),
    askFile(dataFolder, MISPLACED),
    askFile(dataFolder, 'SELECT p.chunk_id FROM pending_chunks AS p JOIN chunk_embeddings AS e ON e.vector_id = p.chunk_id'),
  ]);
  const faults = integrity.map((row) => row.integrity_check).filter((line) => line !== 'ok');
  if (foreign.length > 0) faults.push(`foreign keys: ${JSON.stringify(foreign.slice(0, 3))}`);
  if (misplaced.length > 0) faults.push(`full text: ${JSON.stringify(misplaced.slice(0, 3))}`);
  if (waiting.length > 0) faults.push(`embedded and still waiting: ${JSON.stringify(waiting.slice(0, 3))}`);
  return faults;
}

const HELD = "SELECT 'live' AS place, id FROM chunk_fts_docsize UNION ALL SELECT 'past', id FROM chunk_fts_past_docsize";
const DUE = `SELECT iif(v.superseded_at_ms IS NULL, 'live', 'past') AS place, c.id FROM resource_chunks AS c
  JOIN resource_versions AS v ON v.id = c.version_id WHERE v.forgotten_at_ms IS NULL`;
const MISPLACED = `SELECT * FROM (SELECT * FROM (${HELD}) EXCEPT SELECT * FROM (${DUE})) UNION SELECT * FROM (SELECT * FROM (${DUE}) EXCEPT SELECT * FROM (${HELD}))`;

function openFile(dataFolder, mode) {
  return new Promise((resolve, reject) => {
    const database = new sqlite3.Database(`${dataFolder}/ltmc.db`, mode, (error) => (error ? reject(error) : resolve(database)));
    database.configure('busyTimeout', 2000);
  });
}

function all(database, sql) {
  return new Promise((resolve, reject) => { database.all(sql, (error, rows) => (error ? reject(error) : resolve(rows))); });
}
