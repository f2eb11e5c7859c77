import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as connectTls, TLSSocket } from 'node:tls';
import { UntrustedCertificate } from './failures.js';

/** What Bolt begins with: its sign, and the versions that are spoken. */
const GREETING = Buffer.from('6060b01700080805000004040000000000000000', 'hex');

/**
 * Hears whether anybody speaks there, before a driver is given the address: it would keep a socket for each time that nobody did.
 * @param uri - `bolt://` or `neo4j://`, with `+s` or `+ssc` for TLS.
 * @returns false when the server took the connection and then said nothing until the signal. True also where it refuses the connection: the driver tells why.
 * @throws UntrustedCertificate with `+s`: the driver would only say that it found nobody.
 */
export async function listenFirst(uri: string, signal: AbortSignal): Promise<boolean> {
  const { protocol, hostname, port } = new URL(uri);
  const address = { host: hostname.replace(/^\[|\]$/gu, ''), port: Number(port || 7687) };
  const tls = protocol.includes('+');
  const socket = tls ? connectTls({ ...address, rejectUnauthorized: false }) : connect(address);
  try {
    if (!tls) socket.write(GREETING);
    await once(socket, tls ? 'secureConnect' : 'data', { signal });
  } catch {
    return !signal.aborted;
  } finally {
    socket.on('error', () => undefined);
    socket.destroy();
  }
  if (protocol.endsWith('+s:') && socket instanceof TLSSocket && !socket.authorized) throw new UntrustedCertificate(socket.authorizationError);
  return true;
}
