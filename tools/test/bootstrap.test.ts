import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { stateOf } from '../bootstrap/build.mjs';
import { isInstalled } from '../bootstrap/install.mjs';
import { step } from '../bootstrap/progress.mjs';
import { runCommand, tail } from '../bootstrap/run-command.mjs';
import { makeWorkspace } from './fake-workspace.mjs';

const lock = (packages: object): string => JSON.stringify({ packages });

describe('isInstalled', () => {
  const wanted = lock({ '': {}, 'packages/a': { version: '0.1.0' }, 'node_modules/ajv': { version: '8.0.0' }, 'node_modules/fsevents': { version: '2.0.0', optional: true } });

  it.each([
    ['all is there', { 'node_modules/ajv': { version: '8.0.0' }, 'node_modules/fsevents': { version: '2.0.0' } }, true],
    ['an optional one is for another platform', { 'node_modules/ajv': { version: '8.0.0' } }, true],
    ['a version differs', { 'node_modules/ajv': { version: '8.0.1' } }, false],
    ['one is missing', { 'node_modules/fsevents': { version: '2.0.0' } }, false],
  ])('%s', async (_case, present, expected) => {
    await using workspace = await makeWorkspace({ 'package-lock.json': wanted, 'node_modules/.package-lock.json': lock(present) });
    expect(await isInstalled(workspace.root)).toBe(expected);
  });

  it('is false without node_modules and after an install that was cut short', async () => {
    await using fresh = await makeWorkspace({ 'package-lock.json': wanted });
    expect(await isInstalled(fresh.root)).toBe(false);
    await using cut = await makeWorkspace({ 'package-lock.json': wanted, 'node_modules/.package-lock.json': '{"packages": {' });
    expect(await isInstalled(cut.root)).toBe(false);
  });
});

describe('stateOf', () => {
  it('changes with a source, a manifest or a lost build, and not by itself', async () => {
    await using workspace = await makeWorkspace({ 'package-lock.json': '{}', 'packages/a/package.json': '{}', 'packages/a/src/index.ts': 'a', 'apps/b/package.json': '{}', 'packages/a/dist/index.js': 'a' });
    const states = [await stateOf(workspace.root)];
    expect(await stateOf(workspace.root)).toBe(states[0]);
    await utimes(join(workspace.root, 'packages/a/src/index.ts'), 1, 1);
    states.push(await stateOf(workspace.root));
    await writeFile(join(workspace.root, 'apps/b/package.json'), '{"version":"2"}');
    states.push(await stateOf(workspace.root));
    await writeFile(join(workspace.root, 'packages/a/src/new.ts'), '');
    states.push(await stateOf(workspace.root));
    await writeFile(join(workspace.root, 'packages/a/dist/index.js'), 'longer');
    states.push(await stateOf(workspace.root));
    expect(new Set(states).size).toBe(5);
  });
});

describe('commands', () => {
  it('give their output and status, and null for a program that is not there', async () => {
    const script = 'console.log("got " + process.env.IT); console.error("and this"); process.exitCode = 3;';
    const { status, stdout, output } = await runCommand(process.execPath, ['-e', script], { env: { IT: 'it' } });
    expect({ status, stdout }).toEqual({ status: 3, stdout: 'got it\n' });
    expect(output.split('\n').toSorted()).toEqual(['', 'and this', 'got it']);
    expect(await runCommand('no-such-program-anywhere', [])).toMatchObject({ status: null, output: expect.stringContaining('ENOENT') });
    expect(tail('a\nb\nc\n', 2)).toBe('b\nc');
  });

  it('show each step with its time, also when it fails', async () => {
    const stream = new PassThrough();
    expect(await step('Boiling water', async () => 100, stream)).toBe(100);
    await expect(step('Flying', async () => { throw new Error('no wings'); }, stream)).rejects.toThrow('no wings');
    expect(String(stream.read())).toMatch(/^ {2}Boiling water \.\.\.\n {2}Boiling water \.\.\. done in \d+\.\d s\n {2}Flying \.\.\.\n {2}Flying \.\.\. failed after \d+\.\d s\n$/u);
  });
});
