import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeCertificate, type Certificate } from './certificate.js';
import { freePort, startChildServer, type ChildServer } from './child-server.js';
import { needPrograms, type ServerNeed } from './server-need.js';

const run = promisify(execFile);

/** Options of {@link startRedisServer}. Everything is kept in memory. */
export interface RedisServerOptions {
  /** Of the default user. Default: none is asked for. */
  readonly password?: string;
  /** TLS with a fresh self-signed certificate for `127.0.0.1` and `localhost`; needs `openssl`. Default false. */
  readonly tls?: boolean;
  /** Further users, as in `ACL SETUSER`: `reader on >secret ~ltmc:* +get`. Default none. */
  readonly users?: readonly string[];
  /** As Redis writes it, e.g. `4mb`. Default: no limit. */
  readonly maxMemory?: string;
  /** What happens at `maxMemory`. Default `noeviction`. */
  readonly maxMemoryPolicy?: string;
  /** Further arguments of `redis-server`, e.g. `['--replicaof', '127.0.0.1', '6379']`. */
  readonly args?: readonly string[];
}

/** A real Redis on a port and in a folder of its own. */
export interface RedisServer extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** `redis://` or `rediss://` with the password of the default user. */
  readonly url: string;
  /** The certificate to trust, PEM; present with TLS. */
  readonly ca: string | undefined;
  /** Runs a command as the default user with redis-cli. @param password - where it is no longer the one it was started with. */
  command(args: readonly string[], password?: string): Promise<string>;
  /** Stops it in its tracks: connections stay open, nothing is answered. */
  freeze(): void;
  resume(): void;
  /** Ends it without a goodbye. */
  kill(): Promise<void>;
  /** Starts it again on the same port, with nothing in it, as it was configured at first. Kills it if it runs. */
  restart(): Promise<void>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

/** Whether `redis-server` and `redis-cli` are installed. */
export async function needRedis(): Promise<ServerNeed> {
  return needPrograms([['redis-server', '--version'], ['redis-cli', '--version']], 'redis-server is not installed; on Debian: apt-get install redis-server');
}

/** Starts a Redis; stop it when the test ends. */
export async function startRedisServer(options: RedisServerOptions = {}): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'ltmc-redis-'));
  const certificate = options.tls === true ? await makeCertificate(folder) : undefined;
  const port = await freePort();
  const argumentsOfServer = serverArguments(options, { folder, port, certificate });
  const start = (): Promise<ChildServer> => startChildServer({ program: 'redis-server', args: argumentsOfServer, readyLine: 'Ready to accept connections' });
  let child: ChildServer | undefined = await start();
  const kill = async (): Promise<void> => {
    await child?.kill();
    child = undefined;
  };
  const stop = async (): Promise<void> => {
    await kill();
    await rm(folder, { recursive: true, force: true });
  };
  const { password } = options;
  return {
    host: '127.0.0.1',
    port,
    url: `${certificate ? 'rediss' : 'redis'}://${password === undefined ? '' : `:${encodeURIComponent(password)}@`}127.0.0.1:${port}`,
    ca: certificate?.text,
    command: (args, newPassword = password) => commandLine(args, { port, password: newPassword, certificate }),
    freeze: () => child?.signal('SIGSTOP'),
    resume: () => child?.signal('SIGCONT'),
    kill,
    restart: async () => {
      await kill();
      child = await start();
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

interface Place {
  readonly folder: string;
  readonly port: number;
  readonly certificate: Certificate | undefined;
}

function serverArguments({ password, users = [], maxMemory, maxMemoryPolicy, args = [] }: RedisServerOptions, { folder, port, certificate }: Place): string[] {
  const listening = certificate
    ? ['--port', '0', '--tls-port', String(port), '--tls-cert-file', certificate.certFile, '--tls-key-file', certificate.keyFile, '--tls-ca-cert-file', certificate.certFile, '--tls-auth-clients', 'no']
    : ['--port', String(port)];
  return [
    ...listening, '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no', '--repl-diskless-sync-delay', '0',
    ...(password === undefined ? [] : ['--requirepass', password, '--masterauth', password]),
    ...users.flatMap((user) => ['--user', ...user.split(' ')]),
    ...(maxMemory === undefined ? [] : ['--maxmemory', maxMemory]),
    ...(maxMemoryPolicy === undefined ? [] : ['--maxmemory-policy', maxMemoryPolicy]),
    ...args,
  ];
}

async function commandLine(args: readonly string[], { port, password, certificate }: { port: number; password: string | undefined; certificate: Certificate | undefined }): Promise<string> {
  const tls = certificate ? ['--tls', '--cacert', certificate.certFile] : [];
  const auth = password === undefined ? [] : ['-a', password, '--no-auth-warning'];
  const { stdout } = await run('redis-cli', ['-h', '127.0.0.1', '-p', String(port), ...auth, ...tls, ...args], { timeout: 10_000 });
  return stdout.trimEnd();
}
