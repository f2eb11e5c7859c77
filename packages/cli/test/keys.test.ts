import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { startHttpProgram, tempData } from '@ltmc/testing';
import { describe, expect, it } from 'vitest';
import { HTTP_MAIN, ltmc } from './programs.js';

const SECRET = /^ltmc_[A-Za-z0-9_-]{43}\n$/u;

describe('ltmc keys', () => {
  it('makes a key that a server takes, shows it once, lists it by its id, and takes it away', async () => {
    await using data = await tempData();
    const env = { ...data.env, LTMC_API_KEYS_FILE: join(data.folder, 'team', 'keys') };
    const added = await ltmc(env, 'keys', 'add', 'alice', '--namespace', 'team', '--scopes', 'read');
    expect(added).toMatchObject({ code: 0, stdout: expect.stringMatching(SECRET) });
    const secret = added.stdout.trim();
    expect(added.stderr).not.toContain(secret);
    expect((await stat(env.LTMC_API_KEYS_FILE)).mode & 0o777).toBe(0o600);
    expect(await readFile(env.LTMC_API_KEYS_FILE, 'utf8')).not.toContain(secret);

    const listed = await ltmc(env, 'keys', 'list', '--json');
    const { id, ...shown } = JSON.parse(listed.stdout) as { id: string };
    expect(shown).toEqual({ principal: 'alice', namespace: 'team', scopes: ['read'] });

    await using http = await startHttpProgram(HTTP_MAIN, env);
    const ask = (): Promise<number> => fetch(`${http.url}/tools`, { headers: { authorization: `Bearer ${secret}` } }).then(({ status }) => status);
    expect(await ask()).toBe(200);
    expect(await ltmc(env, 'keys', 'revoke', id)).toMatchObject({ code: 0, stdout: expect.stringContaining(`Revoked ${id}  alice`) });
    while ((await ask()) === 200) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await ask()).toBe(401);
    expect(await ltmc(env, 'keys', 'list')).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining('There is no key') });
  });

  it('opens no record', async () => {
    await using data = await tempData();
    expect(await ltmc(data.env, 'keys', 'add', 'alice')).toMatchObject({ code: 0, stderr: expect.stringContaining('namespace default  read,write') });
    await expect(stat(data.env.DB_PATH)).rejects.toThrow('ENOENT');
    expect((await stat(join(data.folder, 'api-keys'))).isFile()).toBe(true);
  });

  it('says what is wrong, and changes nothing', async () => {
    await using data = await tempData();
    expect(await ltmc(data.env, 'keys', 'revoke', 'alice')).toMatchObject({ code: 1, stderr: expect.stringMatching(/^ltmc keys revoke: .*LTMC_NOT_FOUND/u) });
    expect(await ltmc(data.env, 'keys', 'add', 'alice', '--scopes', 'root')).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('"root"') });
    expect(await ltmc(data.env, 'keys')).toMatchObject({ code: 2, stderr: expect.stringContaining('ltmc keys add NAME') });
    await expect(stat(join(data.folder, 'api-keys'))).rejects.toThrow('ENOENT');
  });
});
