import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

/** Runs a script of its own process against the built package. */
function run(script: string): { readonly stdout: string; readonly stderr: string; readonly status: number | null } {
  const built = JSON.stringify(new URL('../dist/index.js', import.meta.url).href);
  const program = `import { createRequire } from 'node:module';
    import { setTimeout as sleep } from 'node:timers/promises';
    import { createLogger } from ${built};
    const loaded = () => Object.keys(createRequire(import.meta.url).cache).some((file) => file.includes('winston'));
    const untilLoaded = async () => { while (!loaded()) await sleep(10); await sleep(10); };
    ${script}`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8', timeout: 20_000 });
}

describe('a process that logs', () => {
  it('writes to stderr and nothing to stdout unless told so', () => {
    expect(run(`const log = createLogger(); log.info('hello'); await log.close();`))
      .toMatchObject({ stdout: '', stderr: expect.stringMatching(/info {2}hello\n$/u) });
    expect(run(`createLogger({ destination: 'stdout' }).info('hello');`)).toMatchObject({ stderr: '', stdout: expect.stringMatching(/hello\n$/u) });
  });

  it('loads winston neither at import nor for the first line', () => {
    const { stdout } = run(`createLogger().info('x'); await null; console.log(String(loaded()));
      createLogger({ loadDelayMs: 0 }).info('y'); await untilLoaded(); console.log(String(loaded()));`);
    expect(stdout).toBe('false\ntrue\n');
  });

  it.each([
    ['process.exit', 'process.exit(0)', 0],
    ['an uncaught error', 'setTimeout(() => { throw new Error("boom"); })', 1],
  ])('loses no line to %s', (_end, code, status) => {
    const result = run(`const log = createLogger(); log.info('one'); log.error('two'); ${code};`);
    expect(result.stderr).toMatch(/one\n.*two\n/u);
    expect(result.status).toBe(status);
  });

  it('loses no error to a kill', () => {
    const { stderr } = run(`const log = createLogger(); log.info('one'); log.error('two'); process.kill(process.pid, 'SIGKILL');`);
    expect(stderr).toMatch(/one\n.*two\n$/u);
  });

  it('loses no line to process.exit once winston is loaded', () => {
    const { stderr } = run(`const log = createLogger({ loadDelayMs: 0 }); log.info('one'); await untilLoaded();
      log.info('two'); log.warn('three'); process.exit(0);`);
    expect(stderr).toMatch(/one\n.*two\n.*three\n$/u);
  });

  it('does not stay alive for the sake of a waiting line', () => {
    expect(run(`createLogger({ loadDelayMs: 600_000 }).info('waiting');`)).toMatchObject({ status: 0, stderr: expect.stringMatching(/waiting/u) });
  });
});
