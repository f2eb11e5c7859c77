import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A fresh self-signed certificate for `127.0.0.1` and `localhost`, good for two days. */
export interface Certificate {
  readonly certFile: string;
  readonly keyFile: string;
  /** The certificate, PEM. */
  readonly text: string;
}

/** Writes `cert.pem` and `key.pem` into `folder`; needs `openssl`. */
export async function makeCertificate(folder: string): Promise<Certificate> {
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
  await promisify(execFile)('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', ...names, '-keyout', keyFile, '-out', certFile]);
  return { certFile, keyFile, text: await readFile(certFile, 'utf8') };
}
