import { appendFile, chmod, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { openApiKeys } from '../src/index.js';
import { addKey, revokeKey } from '../src/keys/index.js';
import { keysWorld, until } from './fixture-keys.js';

const ALICE = { principal: 'alice', namespace: 'team', scopes: ['read'] } as const;

describe('opened keys', () => {
  it('make the first one where there is no file, once', async () => {
    await using world = await keysWorld();
    await using keys = await openApiKeys(world.options);
    const secret = keys.first?.secret ?? '';
    expect(keys.find(secret)).toMatchObject({ principal: 'admin', namespace: 'first', scopes: ['admin'] });
    expect((await stat(world.path)).mode & 0o777).toBe(0o600);
    await using again = await openApiKeys(world.options);
    expect(again.first).toBeUndefined();
    expect(again.find(secret)).toEqual(keys.find(secret));
    expect(world.log.join('\n')).not.toContain(secret);
  });

  it('two servers that start at once make one', async () => {
    await using world = await keysWorld();
    const opened = await Promise.all(Array.from({ length: 4 }, () => openApiKeys(world.options)));
    const firsts = opened.filter(({ first }) => first);
    expect(firsts).toHaveLength(1);
    for (const keys of opened) expect(keys.find(firsts[0]?.first?.secret ?? '')).toBeDefined();
    await Promise.all(opened.map((keys) => keys.close()));
  });

  it('leave a file without keys as it is, and let nobody in', async () => {
    await using world = await keysWorld();
    await revokeKey(world.path, (await addKey(world.path, ALICE)).key.sha256);
    const text = await readFile(world.path, 'utf8');
    await using keys = await openApiKeys(world.options);
    expect([keys.count, keys.first, keys.find('')]).toEqual([0, undefined, undefined]);
    expect(await readFile(world.path, 'utf8')).toBe(text);
  });

  it('do not open a file with a mistake', async () => {
    await using world = await keysWorld();
    await addKey(world.path, ALICE);
    await appendFile(world.path, 'ltmc_key alice team read\n');
    await expect(openApiKeys(world.options)).rejects.toMatchObject({ code: 'LTMC_CONFIG_INVALID', message: expect.stringContaining('line 3') });
  });

  it('follow the file: added, revoked', async () => {
    await using world = await keysWorld();
    await using keys = await openApiKeys(world.options);
    const { secret, key } = await addKey(world.path, ALICE);
    await until(() => keys.find(secret) !== undefined);
    expect(keys.find(secret)).toEqual(key);
    expect(keys.find(`${secret}x`)).toBeUndefined();
    expect(keys.find(key.sha256)).toBeUndefined();
    await revokeKey(world.path, 'alice');
    await until(() => keys.find(secret) === undefined);
    expect(keys.count).toBe(1);
  });

  it.each([
    ['open to others', (path: string) => chmod(path, 0o644), (path: string) => chmod(path, 0o600)],
    ['gone', (path: string) => rm(path), undefined],
  ])('let nobody in while the file is %s, say so once, and go on when it is mended', async (_what, spoil, mend) => {
    await using world = await keysWorld();
    const { secret } = await addKey(world.path, ALICE);
    const text = await readFile(world.path, 'utf8');
    await using keys = await openApiKeys(world.options);
    await spoil(world.path);
    await until(() => keys.count === 0);
    expect(keys.find(secret)).toBeUndefined();
    await (mend?.(world.path) ?? writeFile(world.path, text, { mode: 0o600 }));
    await until(() => keys.find(secret) !== undefined);
    expect(world.log.filter((line) => line.startsWith('error No API key is accepted'))).toHaveLength(1);
  });

  it('a line that is spoilt later lets nobody in, the others stand', async () => {
    await using world = await keysWorld();
    const [alice, bob] = [await addKey(world.path, ALICE), await addKey(world.path, { ...ALICE, principal: 'bob' })];
    await using keys = await openApiKeys(world.options);
    await writeFile(world.path, (await readFile(world.path, 'utf8')).replace(alice.key.sha256, alice.key.sha256.slice(1)));
    await until(() => keys.find(alice.secret) === undefined);
    expect(keys.find(bob.secret)).toBeDefined();
    await until(() => world.log.some((line) => line.startsWith('error A line') && line.includes('line 2')));
  });

  it('closing twice does no harm and ends following', async () => {
    await using world = await keysWorld();
    const { secret } = await addKey(world.path, ALICE);
    const keys = await openApiKeys(world.options);
    await keys.close().then(() => keys.close());
    await revokeKey(world.path, 'alice');
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(keys.find(secret)).toBeDefined();
  });
});
