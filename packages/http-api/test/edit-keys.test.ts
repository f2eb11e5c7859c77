import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addKey, idOf, listKeys, revokeKey } from '../src/keys/index.js';
import { keysWorld } from './fixture-keys.js';

const ALICE = { principal: 'alice', namespace: 'team', scopes: ['read', 'write'] } as const;
const A = 'a'.repeat(64);

describe('the file of keys', () => {
  it('is made closed to others, and holds hashes only', async () => {
    await using world = await keysWorld();
    const { secret, key } = await addKey(world.path, ALICE);
    expect(secret).toMatch(/^ltmc_[A-Za-z0-9_-]{43}$/u);
    expect((await stat(world.path)).mode & 0o777).toBe(0o600);
    expect((await stat(dirname(world.path))).mode & 0o777).toBe(0o700);
    const text = await readFile(world.path, 'utf8');
    expect(text).not.toContain(secret);
    expect(text).toContain(`${createHash('sha256').update(secret).digest('hex')} alice team read,write\n`);
    expect(await listKeys(world.path)).toEqual({ keys: [key], problems: [] });
    expect(await readdir(dirname(world.path))).toEqual(['api-keys']);
  });

  it('keeps comments and lines it cannot read', async () => {
    await using world = await keysWorld();
    await mkdir(dirname(world.path));
    await writeFile(world.path, `# ours\nnonsense\n${A} bob team read # laptop`, { mode: 0o600 });
    const { key } = await addKey(world.path, ALICE);
    await revokeKey(world.path, 'bob');
    expect(await readFile(world.path, 'utf8')).toBe(`# ours\nnonsense\n${key.sha256} alice team read,write\n`);
  });

  it('a key that stands there twice is revoked wholly', async () => {
    await using world = await keysWorld();
    await mkdir(dirname(world.path));
    await writeFile(world.path, `${A} bob team read\n  ${A.toUpperCase()} bob team admin\n`, { mode: 0o600 });
    await revokeKey(world.path, A.slice(0, 8));
    expect(await listKeys(world.path)).toEqual({ keys: [], problems: [] });
  });

  it('revokes by id or by a holder that has one key; a name of several or of none is refused', async () => {
    await using world = await keysWorld();
    const first = await addKey(world.path, ALICE);
    await addKey(world.path, { ...ALICE, namespace: 'other' });
    await expect(revokeKey(world.path, 'alice')).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT', message: expect.stringContaining(idOf(first.key)) });
    await expect(revokeKey(world.path, 'nobody')).rejects.toMatchObject({ code: 'LTMC_NOT_FOUND' });
    await expect(revokeKey(world.path, first.key.sha256.slice(0, 7))).rejects.toMatchObject({ code: 'LTMC_NOT_FOUND' });
    expect(await revokeKey(world.path, idOf(first.key))).toEqual(first.key);
    expect(await revokeKey(world.path, 'alice')).toMatchObject({ namespace: 'other' });
  });

  it('many additions at once are all there, and no two keys are alike', async () => {
    await using world = await keysWorld();
    const made = await Promise.all(Array.from({ length: 12 }, (_, n) => addKey(world.path, { ...ALICE, principal: `agent-${n}` })));
    expect(new Set(made.map(({ secret }) => secret)).size).toBe(12);
    expect((await listKeys(world.path)).keys.map(({ principal }) => principal).toSorted()).toEqual(made.map(({ key }) => key.principal).toSorted());
  });

  it.each([0o644, 0o640, 0o620, 0o604, 0o610])('with mode %o is not used', async (mode) => {
    await using world = await keysWorld();
    await addKey(world.path, ALICE);
    await chmod(world.path, mode);
    const text = await readFile(world.path, 'utf8');
    const refusal = { code: 'LTMC_CONFIG_INVALID', message: expect.stringContaining(mode.toString(8)) };
    await expect(listKeys(world.path)).rejects.toMatchObject(refusal);
    await expect(addKey(world.path, ALICE)).rejects.toMatchObject(refusal);
    expect(await readFile(world.path, 'utf8')).toBe(text);
    expect(await readdir(dirname(world.path))).toEqual(['api-keys']);
  });

  it.each([{ scopes: ['root'] }, { scopes: [] }, { namespace: '../x' }, { principal: 'a b' }, { principal: 'a\nb' }])('a holder of %j is refused', async (odd) => {
    await using world = await keysWorld();
    await expect(addKey(world.path, { ...ALICE, ...odd })).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
    expect(await listKeys(world.path)).toEqual({ keys: [], problems: [] });
  });
});
