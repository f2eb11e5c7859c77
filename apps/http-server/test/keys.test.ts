import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addKey } from '@ltmc/http-api/keys';
import { runProgram, startHttpProgram, tempData } from '@ltmc/testing';
import { describe, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const SECRET = /ltmc_[A-Za-z0-9_-]{43}/gu;
const SECRET_LINE = /^ +ltmc_[A-Za-z0-9_-]{43}\n/mu;
/** What was printed may arrive later than the line that a start ends with. */
async function printedKeys(http: { stderr(): string }): Promise<string[]> {
  while (!SECRET_LINE.test(http.stderr())) await new Promise((resolve) => setTimeout(resolve, 10));
  return http.stderr().match(SECRET) ?? [];
}

const OPEN = { HTTP_HOST: '0.0.0.0' };

const get = (url: string, path: string, key?: string): Promise<number> =>
  fetch(`${url}${path}`, { headers: key === undefined ? {} : { authorization: `Bearer ${key}` } }).then(({ status }) => status);

describe('ltmc-http beyond loopback', () => {
  it('makes a first key, prints it this once, and keeps its hash in a closed file', async () => {
    await using data = await tempData();
    const file = join(data.folder, 'api-keys');
    await using http = await startHttpProgram(MAIN, { ...data.env, ...OPEN });
    expect(http.line).toContain('| API keys 1');
    const printed = await printedKeys(http);
    expect(printed).toHaveLength(1);
    const [key = ''] = printed;
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).not.toContain(key);
    expect(await Promise.all(['/tools', '/health'].map((path) => get(http.url, path)))).toEqual([401, 401]);
    expect(await Promise.all(['/tools', '/health', '/health/ready'].map((path) => get(http.url, path, key)))).toEqual([200, 200, 200]);
    expect(await Promise.all(['/health/live', '/health/ready'].map((path) => get(http.url, path)))).toEqual([200, 200]);
    expect(await http.stop()).toBe(0);
    expect(http.stderr().split(key)).toHaveLength(2);

    await using again = await startHttpProgram(MAIN, { ...data.env, ...OPEN });
    expect(again.stderr().match(SECRET)).toBeNull();
    expect(await get(again.url, '/tools', key)).toBe(200);
  });

  it('says that it listens on all addresses, and what callers may name', async () => {
    await using data = await tempData();
    {
      await using http = await startHttpProgram(MAIN, { ...data.env, ...OPEN });
      expect(http.line).toMatch(/^http:\/\/127\.0\.0\.1:\d+ \| listens on all addresses \(0\.0\.0\.0\), answers to localhost alone \(LTMC_ALLOWED_HOSTS names no other host\) \| LTMC /u);
    }
    await using named = await startHttpProgram(MAIN, { ...data.env, ...OPEN, LTMC_ALLOWED_HOSTS: 'team.example,192.0.2.2' });
    expect(named.line).toContain(' | listens on all addresses (0.0.0.0), answers to localhost, team.example, 192.0.2.2 | LTMC ');
  });

  it('answers a caller without a key with nothing but how to send one', async () => {
    await using data = await tempData();
    await using http = await startHttpProgram(MAIN, { ...data.env, ...OPEN });
    expect(await http.rpc('list_memories')).toMatchObject({ error: { code: -32_015, data: { code: 'LTMC_KEY_MISSING', message: expect.stringContaining('Authorization: Bearer') } } });
  });

  it('does not start with a file of keys that others may read, or that has a mistake', async () => {
    await using data = await tempData();
    const LTMC_API_KEYS_FILE = join(data.folder, 'keys');
    await addKey(LTMC_API_KEYS_FILE, { principal: 'alice', namespace: 'team', scopes: ['read'] });
    await chmod(LTMC_API_KEYS_FILE, 0o644);
    const env = { ...data.env, ...OPEN, LTMC_API_KEYS_FILE };
    expect(await runProgram(MAIN, [], env)).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('chmod 600') });
    await writeFile(LTMC_API_KEYS_FILE, 'alice team read\n');
    await chmod(LTMC_API_KEYS_FILE, 0o600);
    expect(await runProgram(MAIN, [], env)).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('line 1') });
  });
});

describe('ltmc-http on loopback', () => {
  it('wants no key, unless a file of keys is named or was made', async () => {
    await using data = await tempData();
    {
      await using http = await startHttpProgram(MAIN, data.env);
      expect(http.line).toContain('| no API key needed');
      expect(await get(http.url, '/tools')).toBe(200);
    }
    const { secret } = await addKey(join(data.folder, 'api-keys'), { principal: 'alice', namespace: 'team', scopes: ['read'] });
    {
      await using http = await startHttpProgram(MAIN, data.env);
      expect([await get(http.url, '/tools'), await get(http.url, '/tools', secret)]).toEqual([401, 200]);
    }
    await using named = await startHttpProgram(MAIN, { ...data.env, LTMC_API_KEYS_FILE: join(data.folder, 'others') });
    expect([await get(named.url, '/tools'), await get(named.url, '/tools', secret)]).toEqual([401, 401]);
    expect(await printedKeys(named)).toHaveLength(1);
  });
});
