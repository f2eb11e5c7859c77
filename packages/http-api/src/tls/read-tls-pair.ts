import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { LtmcError } from '@ltmc/contracts';

/** Where certificate and key are. */
export interface TlsPaths {
  /** PEM: the certificate, then those between it and the authority's. */
  readonly certFile: string;
  /** PEM, without passphrase. */
  readonly keyFile: string;
}

/** A certificate and the key that belongs to it, PEM. */
export interface TlsPair {
  readonly cert: string;
  readonly key: string;
  /** Until when the certificate holds, Unix epoch milliseconds. */
  readonly validToMs: number;
}

/** @throws LtmcError `LTMC_CONFIG_INVALID` for files that cannot be read, are not what they should be, or do not belong together; the message names the variable, not the path. */
export async function readTlsPair({ certFile, keyFile }: TlsPaths): Promise<TlsPair> {
  const [cert, key] = await Promise.all([read('LTMC_TLS_CERT', certFile), read('LTMC_TLS_KEY', keyFile)]);
  const certificate = parse('LTMC_TLS_CERT names a file that holds no certificate in PEM form', () => new X509Certificate(cert));
  if (!certificate.checkPrivateKey(keyOf(key))) throw invalid('The key that LTMC_TLS_KEY names does not belong to the certificate that LTMC_TLS_CERT names');
  // Finds what is wrong with the rest of the chain.
  parse('LTMC_TLS_CERT and LTMC_TLS_KEY name files that OpenSSL cannot use', () => createSecureContext({ cert, key }));
  return { cert, key, validToMs: Date.parse(certificate.validTo) };
}

async function read(variable: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'for an unforeseen reason';
    throw invalid(`The file that ${variable} names cannot be read (${code})`, cause);
  }
}

function keyOf(key: string): KeyObject {
  if (/ENCRYPTED/u.test(key)) throw invalid('The key that LTMC_TLS_KEY names has a passphrase, which nobody is there to enter; name one without');
  return parse('LTMC_TLS_KEY names a file that holds no private key in PEM form', () => createPrivateKey(key));
}

function parse<T>(problem: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw invalid(problem, cause);
  }
}

function invalid(message: string, cause?: unknown): LtmcError {
  return new LtmcError('LTMC_CONFIG_INVALID', message, { cause });
}
