import { stat } from 'node:fs/promises';
import type { Config } from '@ltmc/config';
import type { Logger } from '@ltmc/contracts';
import { isLoopback, openApiKeys, type ApiKeys } from '@ltmc/http-api';

/**
 * The keys that callers need, or undefined where none is needed: on loopback, when no file of keys is named and none has been made.
 * Where there has to be one and is not, it is made, and its first key printed on stderr.
 */
export async function openAccess(config: Config, logger: Logger): Promise<ApiKeys | undefined> {
  if (!(await needsKeys(config))) return undefined;
  const { apiKeys: { file }, namespace } = config;
  const keys = await openApiKeys({ path: file, logger, firstHolder: { principal: 'admin', namespace, scopes: ['admin'] } });
  if (keys.first) process.stderr.write(`ltmc-http: this is the first API key, shown this once (namespace ${namespace}, may do everything); its hash is kept in ${file}\n\n    ${keys.first.secret}\n\n`);
  if (keys.count === 0) logger.warn('The file of API keys has no key, so nobody can call; "ltmc keys add NAME" makes one');
  return keys;
}

/** Whether callers need keys. */
export async function needsKeys({ apiKeys: { file, named }, httpHost }: Config): Promise<boolean> {
  return !isLoopback(httpHost) || named || (await isThere(file));
}

/** What `Host` and `Origin` may name beside loopback: the names that were given, and the one address that is listened on. */
export function hostsOf({ allowedHosts, httpHost }: Config): readonly string[] {
  if (httpHost === '0.0.0.0' || httpHost === '::') return allowedHosts;
  return [...allowedHosts, httpHost.includes(':') ? `[${httpHost}]` : httpHost];
}

/** For the start line, where more is listened on than the address it begins with: that, and what callers elsewhere may name. */
export function reachOf({ allowedHosts, httpHost }: Config): string | undefined {
  if (httpHost !== '0.0.0.0' && httpHost !== '::') return undefined;
  const names = allowedHosts.length === 0 ? 'localhost alone (LTMC_ALLOWED_HOSTS names no other host)' : ['localhost', ...allowedHosts].join(', ');
  return `listens on all addresses (${httpHost}), answers to ${names}`;
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(() => true, () => false);
}
