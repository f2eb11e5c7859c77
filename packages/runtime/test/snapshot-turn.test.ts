import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { createSnapshotTurn } from '../src/snapshot-turn.js';
import { silent } from './open-test-runtime.js';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** Two servers with one data folder. */
async function twoServers() {
  const folder = await mkdtemp(join(tmpdir(), 'ltmc-turn-'));
  folders.push(folder);
  const path = join(folder, 'coordination.db');
  return [createSnapshotTurn(path, silent), createSnapshotTurn(path, silent)] as const;
}

it('lets one server save at a time; the other leaves it to that one', async () => {
  const [one, two] = await twoServers();
  const saved: string[] = [];
  await one.saveInTurn(async () => {
    saved.push('one');
    await two.saveInTurn(async () => void saved.push('two, too early'));
    expect([await one.mayPublish(), await two.mayPublish()]).toEqual([true, false]);
  });
  await two.saveInTurn(async () => void saved.push('two'));
  expect(saved).toEqual(['one', 'two']);
});

it('allows nothing to be published outside a turn, and gives the turn back after a failure', async () => {
  const [one, two] = await twoServers();
  expect(await one.mayPublish()).toBe(false);
  await expect(one.saveInTurn(() => Promise.reject(new Error('disk full')))).rejects.toThrow('disk full');
  expect(await one.mayPublish()).toBe(false);
  const saved: string[] = [];
  await Promise.all([two.saveInTurn(async () => void saved.push('a')), two.saveInTurn(async () => void saved.push('b'))]);
  expect(saved).toEqual(['a', 'b']);
});
