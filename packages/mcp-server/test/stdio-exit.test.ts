import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { INITIALIZE, callOf, fixture, startServer } from './stdio-process.js';

/** Ten minutes: a server that waited for such a call would fail the test by its time limit. */
const FOREVER = { ms: 600_000, deaf: true };

it('answers what was asked before stdin ended, closes and leaves with 0', async () => {
  await using server = startServer();
  server.send(INITIALIZE, callOf(1, 'slow', { ms: 100 }));
  server.child.stdin.end();
  await server.next();
  expect(await server.next()).toMatchObject({ id: 1, result: { structuredContent: { got: 'waited' } } });
  expect(await server.exit()).toBe(0);
  expect(server.stderr()).toContain('info closed');
});

it('leaves after the end of stdin though a call is still running', async () => {
  await using server = startServer();
  server.send(INITIALIZE, callOf(1, 'slow', FOREVER));
  await server.next();
  server.child.stdin.end();
  expect(await server.exit()).toBe(0);
});

it('leaves after the end of stdin though closing never ends', async () => {
  await using server = startServer('--stuck');
  server.send(INITIALIZE);
  await server.next();
  server.child.stdin.end();
  expect(await server.exit()).toBe('SIGKILL');
});

it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('on %s answers the call in flight, closes and leaves with 0', async (signal) => {
  await using server = startServer();
  server.send(INITIALIZE, callOf(1, 'slow', { ms: 400 }));
  await server.next();
  server.child.kill(signal);
  expect(await server.next()).toMatchObject({ id: 1, result: { structuredContent: { got: 'waited' } } });
  expect(await server.exit()).toBe(0);
  expect(server.stderr()).toContain('info closed');
});

it('aborts on SIGTERM a call that takes too long, and leaves', async () => {
  await using server = startServer();
  server.send(INITIALIZE, callOf(1, 'slow', { ms: 600_000 }));
  await server.next();
  server.child.kill('SIGTERM');
  expect(await server.exit()).toBe(0);
  expect(server.stderr()).toContain('"tool":"slow","got":"cancelled"');
});

it('leaves when the client reads no more', async () => {
  await using server = startServer();
  server.send(INITIALIZE);
  await server.next();
  server.child.stdout.destroy();
  server.send(callOf(1, 'echo'));
  expect(await server.exit()).toBe(0);
});

it('leaves when its parent was killed, though another process keeps its stdin open', async () => {
  const parent = spawn(process.execPath, [fixture('parent.mjs'), fixture('server.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [told] = (await once(parent.stdout, 'data')) as [Buffer];
  const pids = JSON.parse(told.toString()) as { server: number; holder: number };
  try {
    expect(await isRunning(pids.server)).toBe(true);
    parent.kill('SIGKILL');
    while (await isRunning(pids.server)) await sleep(50);
  } finally {
    process.kill(pids.holder, 'SIGKILL');
  }
});

/** False for a zombie too: where nobody reaps orphans, they stay in the process table. */
async function isRunning(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => 'State:\tX');
  return !/^State:\s+[XZ]/mu.test(status);
}
