// node --import fail-points.mjs main.js: ends the server with SIGKILL at a named point inside its flow. LTMC itself knows nothing of this: the module stands
// between it and `sqlite3`, `node:fs/promises` and `node:worker_threads`, and recognises a point by the statement that runs or the file that moves.
import { writeSync } from 'node:fs';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { FILE_POINTS, SQL_POINTS } from './kill-points.mjs';

const require = createRequire(import.meta.url);
const [name, count = '1'] = (process.env.LTMC_TORTURE_KILL_AT ?? '').split(':');
let left = Number(count);

/** The last word goes out before the end, so that a proof knows that the point was reached. */
function reach() {
  if ((left -= 1) !== 0) return;
  writeSync(2, `killed at ${name}\n`);
  process.kill(process.pid, 'SIGKILL');
}

/** The statements of the last transaction of each connection. */
const transactions = new WeakMap();
const connectionOf = new WeakMap();

function watchStatements({ when, matches, within }) {
  const { Database, Statement } = require('sqlite3');
  const { prepare } = Database.prototype;
  const { all } = Statement.prototype;
  Database.prototype.prepare = function watchedPrepare(...args) {
    const statement = prepare.apply(this, args);
    connectionOf.set(statement, this);
    return statement;
  };
  Statement.prototype.all = function watchedAll(...args) {
    const { sql } = this;
    const callback = args.pop();
    const connection = connectionOf.get(this);
    const ran = sql.startsWith('BEGIN') ? new Set() : transactions.get(connection) ?? new Set();
    transactions.set(connection, ran.add(sql));
    const isHere = matches.test(sql) && (within === undefined || [...ran].some((statement) => within.test(statement)));
    if (isHere && when === 'before') reach();
    return all.call(this, ...args, (error, rows) => {
      if (isHere && when === 'after' && !error) reach();
      callback(error, rows);
    });
  };
}

/** The files of the index are moved by its worker thread, which must load this module too. */
function watchRenames({ when, matches }) {
  if (isMainThread) return followIntoWorkers();
  const files = require('node:fs/promises');
  const { rename } = files;
  files.rename = async (from, to) => {
    if (when === 'before' && matches.test(to)) reach();
    await rename(from, to);
    if (when === 'after' && matches.test(to)) reach();
  };
  syncBuiltinESMExports();
}

function followIntoWorkers() {
  const threads = require('node:worker_threads');
  threads.Worker = class extends threads.Worker {
    constructor(file, options) {
      super(file, { ...options, execArgv: ['--import', fileURLToPath(import.meta.url)] });
    }
  };
  syncBuiltinESMExports();
}

const [sqlPoint, filePoint] = [SQL_POINTS[name], FILE_POINTS[name]];
if (!sqlPoint && !filePoint) throw new Error(`LTMC_TORTURE_KILL_AT names no point: ${name}`);
if (sqlPoint && isMainThread) watchStatements(sqlPoint);
if (filePoint) watchRenames(filePoint);
