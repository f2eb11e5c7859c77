import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificate } from './certificate.js';
import { freePort, startChildServer, type ChildServer } from './child-server.js';
import { neo4jFiles } from './neo4j-files.js';

/** Options of {@link startNeo4jServer}. */
export interface Neo4jServerOptions {
  /** Of the user `neo4j`. Default `ltmc-testing`. */
  readonly password?: string;
  /** Most of its heap, MiB. Default 512. */
  readonly heapMiB?: number;
  /** Further arguments of `java`. Default `-XX:TieredStopAtLevel=1`: starts faster, runs slower. */
  readonly javaArgs?: readonly string[];
  /** Speak TLS as well, on the same port, with a fresh self-signed certificate for `127.0.0.1` and `localhost`; needs `openssl`. Default false. */
  readonly tls?: boolean;
  /** How long a start may take, milliseconds. Default 180,000. */
  readonly startTimeoutMs?: number;
}

/** A real Neo4j (Community, 5.26) on a port and in a folder of its own. It ends when this process does, killed or not. */
export interface Neo4jServer extends AsyncDisposable {
  /** `bolt://127.0.0.1:PORT` */
  readonly uri: string;
  readonly port: number;
  /** File of the certificate, PEM, where it speaks TLS. */
  readonly certificateFile: string | undefined;
  readonly user: string;
  /** As last set. */
  readonly password: string;
  /** Stops it in its tracks: connections stay open, nothing is answered. */
  freeze(): void;
  resume(): void;
  /** Ends it without a goodbye. */
  kill(): Promise<void>;
  /** Starts it again on the same port with what it held. Kills it if it runs. */
  restart(): Promise<void>;
  /** Starts it again on the same port, with nothing in it. */
  empty(): Promise<void>;
  /** Keeps a copy of all it holds, to be restored later; it is killed and started again for this. */
  keepCopy(): Promise<void>;
  /** Sets it back to the copy kept last, and starts it again. @throws Error when there is none. */
  restoreCopy(): Promise<void>;
  setPassword(password: string): Promise<void>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

/** Starts a Neo4j: some 5 s, 500 MB of memory. Stop it when the tests end. */
export async function startNeo4jServer({ password: first = 'ltmc-testing', heapMiB = 512, javaArgs = ['-XX:TieredStopAtLevel=1'], tls = false, startTimeoutMs = 180_000 }: Neo4jServerOptions = {}): Promise<Neo4jServer> {
  const folder = await mkdtemp(join(tmpdir(), 'ltmc-neo4j-'));
  const [data, copy] = [join(folder, 'data'), join(folder, 'copy')];
  const port = await freePort();
  const { classpath, archive } = await neo4jFiles();
  const certificate = tls ? await makeCertificate(folder) : undefined;
  const args = [`-Xmx${heapMiB}m`, '-XX:+UseSerialGC', ...javaArgs, `-XX:SharedArchiveFile=${archive}`, '-cp', classpath, 'Launch', data, String(port), ...(certificate ? [folder] : [])];
  let password = first;
  let child: ChildServer | undefined;

  const kill = async (): Promise<void> => {
    await child?.kill();
    child = undefined;
  };
  const restart = async (change: () => Promise<void> = async () => undefined): Promise<void> => {
    await kill();
    await change();
    child = await startChildServer({ program: 'java', args, readyLine: 'password set', stdin: `${password}\n`, startTimeoutMs });
  };
  const stop = async (): Promise<void> => {
    await kill();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const replace = async (from: string, to: string): Promise<void> => {
    await rm(to, { recursive: true, force: true });
    await cp(from, to, { recursive: true });
  };

  await restart().catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return {
    uri: `bolt://127.0.0.1:${port}`,
    port,
    certificateFile: certificate?.certFile,
    user: 'neo4j',
    get password() { return password; },
    freeze: () => child?.signal('SIGSTOP'),
    resume: () => child?.signal('SIGCONT'),
    kill,
    restart: () => restart(),
    empty: () => restart(() => rm(data, { recursive: true, force: true })),
    keepCopy: () => restart(() => replace(data, copy)),
    restoreCopy: () => restart(() => replace(copy, data)),
    setPassword: async (next) => {
      password = next;
      await child?.write(`${next}\n`, 'password set');
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
