import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Which files of the folder hold the bytes; another process looks, because closing a file of a record here would drop SQLite's locks. */
export async function filesWith(folder: string, bytes: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)('grep', ['--recursive', '--text', '--files-with-matches', bytes, folder]).catch((error: { code: number }) => {
    if (error.code === 1) return { stdout: '' };
    throw error;
  });
  return stdout.split('\n').filter((line) => line !== '');
}
