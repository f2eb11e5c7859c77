import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { startHttpProgram, tempData } from '@ltmc/testing';
import { expect, it } from 'vitest';
import { HTTP_MAIN, MAIN } from './stdio-client.js';

/** Eight MiB keep the embedder busy for minutes: a server that waited for it would fail the test by its time limit. */
const BOOK = 'Otters hold hands while they sleep, so that the current does not part them.\n'.repeat(110_000);

it.each([
  ['stdin closes', 600], ['SIGTERM', 1_000],
])('ends on %s %i ms into a long store, and leaves a sound database', async (how, delayMs) => {
  await using data = await tempData();
  const env = { ...data.env, LTMC_MAX_CONTENT_BYTES: '67108864' };
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['pipe', 'pipe', 'ignore'] });
  const exited = once(child, 'exit');
  // The server is gone before it has read everything.
  child.stdin.on('error', () => undefined);
  let answered = '';
  child.stdout.on('data', (text: Buffer) => { answered += text.toString(); });
  const params = { name: 'store_memory', arguments: { file_name: 'book.txt', content: BOOK, wait: 'searchable' } };
  child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params })}\n`);
  await sleep(delayMs);
  if (how === 'SIGTERM') child.kill('SIGTERM');
  else child.stdin.end();
  const [code, signal] = (await exited) as [number | null, string | null];
  expect(code ?? signal).toBeOneOf([0, 'SIGKILL', 'SIGTERM']);
  expect(answered).not.toContain('"success":true');

  // Over HTTP, as the SDK's stdio clients take no message over 10 MB.
  await using again = await startHttpProgram(HTTP_MAIN, data.env);
  const { result, error } = await again.rpc('get_memory', { file_name: 'book.txt' });
  expect(result?.['content'] ?? error?.data['code']).toBeOneOf([BOOK, 'LTMC_NOT_FOUND']);
  expect((await again.rpc('store_memory', { file_name: 'note.md', content: 'It still works.', wait: 'durable' })).result).toMatchObject({ success: true });
});
