import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { connect as connectPlain } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect, type TLSSocket } from 'node:tls';
import type { Logger } from '@ltmc/contracts';
import { makeCertificate } from '@ltmc/testing/servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTlsFiles, type TlsPaths } from '../src/index.js';
import { openFixtureApi } from './fixture-api.js';

let folder: string;
let [first, second] = [{ certFile: '', keyFile: '', text: '' }, { certFile: '', keyFile: '', text: '' }];
const log: string[] = [];
const to = (level: string) => (message: string, fields: object = {}): void => void log.push(`${level} ${message} ${JSON.stringify(fields)}`);
const logger: Logger = { debug: to('debug'), info: to('info'), warn: to('warn'), error: to('error') };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ltmc-tls-'));
  const [one, two] = [await mkdtemp(join(folder, 'one-')), await mkdtemp(join(folder, 'two-'))];
  [first, second] = [await makeCertificate(one), await makeCertificate(two)];
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Files that may be replaced, beginning with the first pair. */
async function files(): Promise<TlsPaths> {
  const own = await mkdtemp(join(folder, 'used-'));
  const paths = { certFile: join(own, 'cert.pem'), keyFile: join(own, 'key.pem') };
  await put(first, paths);
  return paths;
}
async function put(pair: TlsPaths, { certFile, keyFile }: TlsPaths): Promise<void> {
  await Promise.all([copyFile(pair.certFile, certFile), copyFile(pair.keyFile, keyFile)]);
}

interface Answer { readonly status: number | undefined; readonly headers: object; readonly body: string; readonly cert: string; readonly socket: TLSSocket }
const get = (url: string, options: { readonly agent?: Agent; readonly host?: string } = {}): Promise<Answer> => new Promise((resolve, reject) => {
  const asked = request(`${url}/health/live`, { ca: [first.text, second.text], servername: 'localhost', agent: options.agent ?? false, headers: options.host === undefined ? {} : { host: options.host } }, (response) => {
    const socket = response.socket as TLSSocket;
    const cert = socket.getPeerX509Certificate()?.toString() ?? '';
    text(response).then((body) => resolve({ status: response.statusCode, headers: response.headers, body, cert, socket }), reject);
  });
  asked.on('error', reject);
  asked.end();
});

describe('a server with a certificate', () => {
  it('speaks TLS 1.3 and nothing older, and tells browsers to stay with it', async () => {
    await using tls = await openTlsFiles({ ...first, logger });
    await using fixture = await openFixtureApi({ tls, allowedHosts: ['memory.example'] });
    expect(fixture.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/u);
    const { status, body, headers } = await get(fixture.url, { host: 'memory.example' });
    expect({ status, body, headers }).toMatchObject({ status: 200, body: '{"status":"ok"}', headers: { 'strict-transport-security': 'max-age=31536000' } });
    expect((await get(fixture.url)).headers).not.toHaveProperty('strict-transport-security');
    const { hostname: host, port } = new URL(fixture.url);
    const protocolWith = (maxVersion: 'TLSv1.2' | 'TLSv1.3'): Promise<string | null> => new Promise((resolve, reject) => {
      const socket = connect({ host, port: Number(port), ca: first.text, minVersion: 'TLSv1.2', maxVersion }, () => {
        resolve(socket.getProtocol());
        socket.destroy();
      }).on('error', reject);
    });
    expect(await protocolWith('TLSv1.3')).toBe('TLSv1.3');
    await expect(protocolWith('TLSv1.2')).rejects.toThrow(/protocol version/u);
    await expect(fetch(fixture.url.replace('https', 'http'))).rejects.toThrow('fetch failed');
  });

  it('takes a new one for new connections, and drops none', async () => {
    const paths = await files();
    await using tls = await openTlsFiles({ ...paths, logger });
    await using fixture = await openFixtureApi({ tls });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const before = await get(fixture.url, { agent });
    expect(before.cert).toBe(first.text);
    await put(second, paths);
    await tls.reload();
    const kept = await get(fixture.url, { agent });
    expect({ same: kept.socket === before.socket, status: kept.status }).toEqual({ same: true, status: 200 });
    expect((await get(fixture.url)).cert).toBe(second.text);
    agent.destroy();
  });

  it('still refuses what is older than TLS 1.3 after that', async () => {
    const paths = await files();
    await using tls = await openTlsFiles({ ...paths, logger });
    await using fixture = await openFixtureApi({ tls });
    await put(second, paths);
    await tls.reload();
    const { hostname: host, port } = new URL(fixture.url);
    const failed = await new Promise<Error>((resolve) => {
      connect({ host, port: Number(port), ca: second.text, maxVersion: 'TLSv1.2' }).on('error', resolve);
    });
    expect(failed.message).toMatch(/protocol version/u);
  });

  it('notices a new one by itself, and keeps the old one while the files do not fit', async () => {
    const paths = await files();
    log.length = 0;
    await using tls = await openTlsFiles({ ...paths, logger, pollMs: 5 });
    await copyFile(second.certFile, paths.certFile);
    while (log.length === 0 || !log.some((line) => line.includes('does not belong'))) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(tls.current.cert).toBe(first.text);
    await copyFile(second.keyFile, paths.keyFile);
    while (tls.current.cert !== second.text) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(tls.current.key).toBe(await readFile(second.keyFile, 'utf8'));
    expect(log.filter((line) => line.startsWith('error') && line.includes('does not belong'))).toHaveLength(1);
    expect(log.join('\n')).not.toContain(folder);
  });

  it('closes though somebody has begun a handshake and does not go on', async () => {
    await using tls = await openTlsFiles({ ...first, logger });
    const fixture = await openFixtureApi({ tls, drainMs: 20 });
    const { hostname: host, port } = new URL(fixture.url);
    const silent = connectPlain({ host, port: Number(port) });
    await new Promise((resolve) => silent.once('connect', resolve));
    await get(fixture.url);
    const ended = new Promise((resolve) => silent.once('close', resolve).on('error', () => undefined));
    await fixture.api.close();
    await ended;
    expect((silent.address() as Partial<AddressInfo>).port).toBeUndefined();
  });
});

describe('files that cannot be used', () => {
  const openWith = async (change: (paths: TlsPaths) => Promise<unknown>): Promise<unknown> => {
    const paths = await files();
    await change(paths);
    return openTlsFiles({ ...paths, logger });
  };
  it.each<[string, RegExp, (paths: TlsPaths) => Promise<unknown>]>([
    ['a certificate that is not there', /^The file that LTMC_TLS_CERT names cannot be read \(ENOENT\)$/u, ({ certFile }) => rm(certFile)],
    ['a key that is not there', /^The file that LTMC_TLS_KEY names cannot be read \(ENOENT\)$/u, ({ keyFile }) => rm(keyFile)],
    ['a key of another certificate', /does not belong to the certificate/u, ({ keyFile }) => copyFile(second.keyFile, keyFile)],
    ['no certificate', /^LTMC_TLS_CERT names a file that holds no certificate/u, ({ certFile }) => writeFile(certFile, 'hello')],
    ['no key', /^LTMC_TLS_KEY names a file that holds no private key/u, ({ certFile, keyFile }) => copyFile(certFile, keyFile)],
    ['a key with a passphrase', /passphrase/u, ({ keyFile }) => writeFile(keyFile, '-----BEGIN ENCRYPTED PRIVATE KEY-----\n')],
  ])('%s end the start', async (_what, message, change) => {
    await expect(openWith(change)).rejects.toMatchObject({ code: 'LTMC_CONFIG_INVALID', message: expect.stringMatching(message) });
  });
});

it('warns before a certificate ends', async () => {
  log.length = 0;
  await using tls = await openTlsFiles({ ...first, logger });
  expect(tls.current.validToMs).toBeGreaterThan(Date.now());
  expect(log).toEqual([expect.stringMatching(/^warn The TLS certificate expires soon \{"days":1,/u)]);
});
