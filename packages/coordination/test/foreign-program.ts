import sqlite3 from 'sqlite3';

/** Runs SQL on the file as a foreign program would. */
export async function foreign(path: string, work: (exec: (sql: string) => Promise<void>) => Promise<void>): Promise<void> {
  const database = await new Promise<sqlite3.Database>((resolve, reject) => {
    const opening = new sqlite3.Database(path, (error) => (error ? reject(error) : resolve(opening)));
  });
  try {
    await work((sql) => new Promise((resolve, reject) => { database.exec(sql, (error) => (error ? reject(error) : resolve())); }));
  } finally {
    await new Promise((resolve) => { database.close(resolve); });
  }
}

/** Runs one script on the file as a foreign program would. */
export function tamper(path: string, script: string): Promise<void> {
  return foreign(path, (exec) => exec(script));
}
