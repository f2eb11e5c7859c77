import { copyFile, mkdir } from 'node:fs/promises';
import { get } from 'node:https';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { runProgram, startHttpProgram, tempData } from '@ltmc/testing';
import { makeCertificate, type Certificate } from '@ltmc/testing/servers';
import { expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** The certificate that a new connection is shown. */
const shown = (url: string): Promise<string | undefined> => new Promise((resolve, reject) => {
  get(`${url}/health/live`, { agent: false, rejectUnauthorized: false }, (response) => {
    resolve((response.socket as TLSSocket).getPeerX509Certificate()?.toString());
    response.resume();
  }).on('error', reject);
});
async function certificateIn(folder: string): Promise<Certificate> {
  await mkdir(folder);
  return makeCertificate(folder);
}

it('speaks HTTPS with a certificate, and reads it anew on SIGHUP', async () => {
  await using data = await tempData();
  const [used, other] = [await certificateIn(join(data.folder, 'used')), await certificateIn(join(data.folder, 'other'))];
  await using http = await startHttpProgram(MAIN, { ...data.env, LTMC_TLS_CERT: used.certFile, LTMC_TLS_KEY: used.keyFile });
  expect(http.line).toMatch(/^https:\/\/127\.0\.0\.1:\d+ \| LTMC /u);
  expect(await shown(http.url)).toBe(used.text);
  await Promise.all([copyFile(other.certFile, used.certFile), copyFile(other.keyFile, used.keyFile)]);
  void http.stop('SIGHUP');
  while ((await shown(http.url)) !== other.text) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await http.stop('SIGTERM')).toBe(0);
});

it('does not start with a key that does not belong to the certificate', async () => {
  await using data = await tempData();
  const [one, two] = [await certificateIn(join(data.folder, 'one')), await certificateIn(join(data.folder, 'two'))];
  expect(await runProgram(MAIN, [], { ...data.env, HTTP_PORT: '0', LTMC_TLS_CERT: one.certFile, LTMC_TLS_KEY: two.keyFile })).toMatchObject({
    code: 1, stdout: '', stderr: expect.stringContaining('ltmc-http: The key that LTMC_TLS_KEY names does not belong to the certificate that LTMC_TLS_CERT names'),
  });
});
