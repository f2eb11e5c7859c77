import type { IncomingHttpHeaders } from 'node:http';
import { LtmcError } from '@ltmc/contracts';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/u;

/** Of a host name in DNS, and so of what a message repeats of a header. */
const MAX_NAME_LENGTH = 253;

/** True for host names and addresses that never leave the machine. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname.toLowerCase());
}

/**
 * Keeps web pages out: one that lured a browser here by DNS rebinding sends its own name as `Host`, any other its own as `Origin`.
 * Clients that are no browsers send no `Origin`.
 * @param allowedHosts - beside loopback, for both headers.
 * @param corsOrigins - whole origins whose pages may call.
 * @returns throws LtmcError `LTMC_HOST_REFUSED` or `LTMC_ORIGIN_REFUSED` for headers that are not let in.
 */
export function createGuard(allowedHosts: readonly string[], corsOrigins: readonly string[]): (headers: IncomingHttpHeaders) => void {
  const allowed = new Set(allowedHosts);
  const origins = new Set(corsOrigins);
  const letsIn = (hostname: string | undefined): boolean => hostname !== undefined && (isLoopback(hostname) || allowed.has(hostname));
  return ({ host, origin }) => {
    const hostname = hostnameOf(`http://${host ?? ''}`);
    if (!letsIn(hostname)) {
      // Without the port, as LTMC_ALLOWED_HOSTS wants it.
      const named = JSON.stringify((hostname ?? host ?? '').slice(0, MAX_NAME_LENGTH));
      const message = `The host ${named} is not served here; call localhost, or name the host, as written here, in LTMC_ALLOWED_HOSTS`;
      throw new LtmcError('LTMC_HOST_REFUSED', message);
    }
    if (origin !== undefined && !origins.has(origin) && !letsIn(hostnameOf(origin))) {
      throw new LtmcError('LTMC_ORIGIN_REFUSED', `Pages from ${JSON.stringify(origin.slice(0, 80))} may not call LTMC; name their origin in LTMC_CORS_ORIGINS to let them`);
    }
  };
}

function hostnameOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname, username, pathname } = new URL(url);
  const plain = (protocol === 'http:' || protocol === 'https:') && username === '' && pathname === '/';
  return plain && hostname !== '' ? hostname : undefined;
}
