import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { needNeo4j, startNeo4jServer, type Neo4jServer, type ServerNeed } from '@ltmc/testing/servers';
import type { TestProject } from 'vitest/node';

/** What test files are told about the server, as JSON. */
export interface SharedNeo4j extends ServerNeed {
  readonly uri: string;
  readonly password: string;
  /** It speaks TLS as well; file of its certificate, which it has signed itself. */
  readonly certificateFile: string;
  /** Where `POST /freeze` and the like are taken. */
  readonly control: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    neo4j: SharedNeo4j;
  }
}

let server: Neo4jServer | undefined;
let control: Server | undefined;

/** Starts one Neo4j for the whole run, where there is one. Test files steer it over HTTP: they run in other processes. */
export async function setup({ provide }: TestProject): Promise<void> {
  const need = await needNeo4j();
  if (!need.found) return provide('neo4j', { ...need, uri: '', password: '', certificateFile: '', control: '' });
  const started = await startNeo4jServer({ tls: true });
  server = started;
  const actions: Readonly<Record<string, () => unknown>> = {
    '/freeze': started.freeze, '/resume': started.resume, '/kill': started.kill, '/restart': started.restart,
    '/empty': started.empty, '/keepCopy': started.keepCopy, '/restoreCopy': started.restoreCopy,
  };
  control = createServer(({ url = '' }, response) => {
    Promise.resolve(actions[url]?.()).then(() => response.end(), (error: unknown) => response.writeHead(500).end(String(error)));
  }).listen(0, '127.0.0.1');
  await once(control, 'listening');
  const { port } = control.address() as AddressInfo;
  provide('neo4j', { ...need, uri: started.uri, password: started.password, certificateFile: started.certificateFile ?? '', control: `http://127.0.0.1:${port}` });
}

export async function teardown(): Promise<void> {
  control?.close();
  control?.closeAllConnections();
  await server?.stop();
}
