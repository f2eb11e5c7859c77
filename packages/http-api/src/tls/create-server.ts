import { createServer as createPlainServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { TlsFiles } from './open-tls-files.js';
import type { TlsPair } from './read-tls-pair.js';

/** A server of either kind. */
export interface AnyServer {
  readonly server: Server | TlsServer;
  /** Ends every connection, those without a handshake too, which Node takes for none. */
  cutOff(): void;
}

/** Who begins a handshake and does not go on holds a connection for so long. */
const HANDSHAKE_MS = 10_000;

/** HTTP, or HTTPS with TLS 1.3 alone. A new pair is for connections to come; those that are there keep theirs. */
export function createAnyServer(listener: RequestListener, tls: Pick<TlsFiles, 'current' | 'onChange'> | undefined): AnyServer {
  if (!tls) {
    const server = createPlainServer(listener);
    return { server, cutOff: () => server.closeAllConnections() };
  }
  const server = createTlsServer({ ...contextOf(tls.current), handshakeTimeout: HANDSHAKE_MS }, listener);
  tls.onChange((pair) => server.setSecureContext(contextOf(pair)));
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return { server, cutOff: () => sockets.forEach((socket) => socket.destroy()) };
}

function contextOf({ cert, key }: TlsPair): { readonly cert: string; readonly key: string; readonly minVersion: 'TLSv1.3' } {
  return { cert, key, minVersion: 'TLSv1.3' };
}
