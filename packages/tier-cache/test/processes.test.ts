import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describeWithServer } from '@ltmc/testing';
import { needRedis, startRedisServer, type RedisServer } from '@ltmc/testing/servers';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

const PROGRAM = fileURLToPath(new URL('stampede-process.mjs', import.meta.url));

interface Asker {
  /** All have begun before any asks. */
  readonly ready: Promise<unknown>;
  go(): void;
  /** Everything it wrote, once it has ended. */
  readonly output: Promise<string>;
  wrote(text: string): Promise<void>;
}

function startAsker(url: string, ...args: readonly string[]): Asker {
  const child = spawn(process.execPath, [PROGRAM, url, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  let written = '';
  child.stdout.on('data', (text: Buffer) => { written += text.toString(); });
  const wrote = async (text: string): Promise<void> => {
    while (!written.includes(text)) await once(child.stdout, 'data');
  };
  return { ready: wrote('ready'), go: () => child.stdin.write('go\n'), output: once(child, 'close').then(() => written), wrote };
}

/** The last line of what a process wrote. */
function resultOf(output: string): { readonly computed: number; readonly right: boolean } {
  const result: { computed: number; right: boolean } = JSON.parse(output.trimEnd().split('\n').at(-1) ?? '');
  return result;
}

describeWithServer('several processes', await needRedis(), () => {
  let server: RedisServer;
  beforeAll(async () => { server = await startRedisServer(); });
  afterAll(() => server.stop());
  beforeEach(async () => { await server.command(['FLUSHALL']); });

  it('compute each of the same keys once, all together', async () => {
    const askers = Array.from({ length: 3 }, () => startAsker(server.url, '40'));
    await Promise.all(askers.map(({ ready }) => ready));
    for (const { go } of askers) go();
    const results = (await Promise.all(askers.map(({ output }) => output))).map(resultOf);
    expect(results.map(({ right }) => right)).toEqual([true, true, true]);
    expect(results.reduce((sum, { computed }) => sum + computed, 0)).toBe(40);
  });

  it('go on when the one whose turn it was dies', async () => {
    const [dying, other] = [startAsker(server.url, '1', 'k0'), startAsker(server.url, '1')];
    await Promise.all([dying.ready, other.ready]);
    dying.go();
    await dying.wrote('computing k0');
    other.go();
    expect(resultOf(await other.output)).toEqual({ computed: 1, right: true });
    expect(await dying.output).not.toContain('right');
  });
});
