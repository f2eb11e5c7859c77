import { appendFile, chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '@ltmc/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAuditTrail, readAuditTail, verifyAuditTrail, type AuditTrail, type AuditTrailOptions } from '../src/index.js';

const NOON = Date.parse('2026-11-23T12:00:00.000Z');
const DAY = 86_400_000;
let home: string;
let folder: string;
let nowMs: number;
let log: string[];
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'ltmc-audit-'));
  folder = join(home, 'audit');
  [nowMs, log] = [NOON, []];
});
afterEach(() => rm(home, { recursive: true, force: true }));

const to = (level: string) => (message: string): void => void log.push(`${level} ${message}`);
const logger: Logger = { debug: to('debug'), info: to('info'), warn: to('warn'), error: to('error') };
const open = (options: Partial<AuditTrailOptions> = {}): AuditTrail => createAuditTrail({ folder, logger, clock: { nowMs: () => nowMs }, ...options });
const files = async (): Promise<string[]> => (await readdir(folder)).toSorted();
/** A file of this many calls, opened a second after the last. */
async function writeFileOf(calls: number): Promise<void> {
  nowMs += 1_000;
  await using trail = open();
  for (let call = 0; call < calls; call += 1) trail.record({ tool: `tool_${call}`, outcome: 'ok' });
}

describe('a trail', () => {
  it('keeps who, what and how it ended, on the disk when flushed, closed to others', async () => {
    await using trail = open();
    trail.record({ tool: 'store_memory', namespace: 'team', principal: 'alice', agentId: 'a1', sessionId: 's1', resourceIds: [7], outcome: 'ok', durationMs: 12.345 });
    trail.record({ principal: 'bob', outcome: 'LTMC_KEY_REFUSED', address: '10.0.0.1', errorId: 'e-1' });
    await trail.flush();
    expect(await readAuditTail(folder, 10)).toEqual([
      { at: '2026-11-23T12:00:00.000Z', tool: 'store_memory', namespace: 'team', principal: 'alice', agent_id: 'a1', session_id: 's1', resource_ids: [7], outcome: 'ok', duration_ms: 12.3 },
      { at: '2026-11-23T12:00:00.000Z', principal: 'bob', outcome: 'LTMC_KEY_REFUSED', address: '10.0.0.1', error_id: 'e-1' },
    ]);
    const [file = ''] = await files();
    expect([(await stat(folder)).mode & 0o777, (await stat(join(folder, file))).mode & 0o777]).toEqual([0o700, 0o600]);
  });

  it('makes nothing before the first entry, and takes none after it was closed', async () => {
    const trail = open();
    await trail.flush();
    await trail.close();
    trail.record({ tool: 'late', outcome: 'ok' });
    await trail.close();
    await expect(readdir(folder)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await verifyAuditTrail(folder)).toEqual({ files: 0, rows: 0, problems: [], unfinished: [], heads: [] });
  });

  it('writes by itself a moment after an entry', async () => {
    await using trail = open({ flushMs: 1 });
    trail.record({ tool: 'echo', outcome: 'ok' });
    while ((await readAuditTail(folder, 1)).length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    expect(await readAuditTail(folder, 2)).toMatchObject([{ tool: 'echo' }]);
  });

  it('takes another file when one is long, and with every day', async () => {
    await using trail = open({ maxFileBytes: 1 });
    for (const tool of ['one', 'two']) {
      nowMs += 1_000;
      trail.record({ tool, outcome: 'ok' });
      await trail.flush();
    }
    expect(await files()).toHaveLength(2);
    await using daily = open();
    nowMs += 1;
    daily.record({ tool: 'three', outcome: 'ok' });
    await daily.flush();
    nowMs += DAY;
    daily.record({ tool: 'four', outcome: 'ok' });
    await daily.flush();
    expect((await files()).map((file) => file.slice(0, 10))).toEqual(['2026-11-23', '2026-11-23', '2026-11-23', '2026-11-24']);
    expect((await readAuditTail(folder, 3)).map(({ tool }) => tool)).toEqual(['two', 'three', 'four']);
    expect((await verifyAuditTrail(folder)).problems).toEqual([]);
  });

  it('removes what is older than it is kept, and says so', async () => {
    await writeFileOf(1);
    const [old = ''] = await files();
    nowMs += 10 * DAY;
    await writeFileOf(1);
    nowMs += 21 * DAY;
    await using trail = open({ keepDays: 30 });
    trail.record({ tool: 'late', outcome: 'ok' });
    await trail.flush();
    expect(await files()).toHaveLength(2);
    expect(await files()).not.toContain(old);
    expect(await verifyAuditTrail(folder)).toMatchObject({ files: 2, problems: [] });
  });

  it('fails no call where it cannot be written, and tells what is lost', async () => {
    await writeFile(folder, 'no folder');
    const trail = open();
    for (let call = 0; call < 10_002; call += 1) trail.record({ tool: 'echo', outcome: 'ok' });
    await trail.flush();
    await trail.flush();
    expect(log).toEqual(['error the audit trail cannot be written; calls go on, and it is tried again']);
    await rm(folder);
    await trail.close();
    const [file = ''] = await files();
    expect(await readFile(join(folder, file), 'utf8')).toContain('"event":"lost","rows":2,');
    expect(await verifyAuditTrail(folder)).toMatchObject({ rows: 1 + 10_000 + 1 + 1, problems: [] });
  });

  it('is one of many processes', async () => {
    const trails = Array.from({ length: 5 }, () => open());
    await Promise.all(trails.map(async (trail, index) => {
      for (let call = 0; call < 20; call += 1) {
        nowMs += 1;
        trail.record({ tool: `tool_${index}`, outcome: 'ok' });
        await trail.flush();
      }
      await trail.close();
    }));
    expect(await verifyAuditTrail(folder)).toMatchObject({ files: 5, rows: 5 * 22, problems: [], unfinished: [] });
    expect(await readAuditTail(folder, 1000)).toHaveLength(100);
  });
});

describe('what was done to a trail afterwards', () => {
  const change = async (at: number, how: (lines: string[]) => string[]): Promise<readonly string[]> => {
    const file = join(folder, (await files())[at] ?? '');
    const lines = (await readFile(file, 'utf8')).split('\n');
    await writeFile(file, how(lines).join('\n'));
    return (await verifyAuditTrail(folder)).problems;
  };
  beforeEach(async () => {
    for (const calls of [4, 4]) await writeFileOf(calls);
  });

  it.each<[string, (lines: string[]) => string[], RegExp]>([
    ['a changed line', (lines) => lines.map((line) => line.replace('tool_1', 'tool_9')), /: line 3 was changed/u],
    ['a line taken out', (lines) => lines.toSpliced(2, 1), /: line 3 was changed, or one before it taken out/u],
    ['two lines in another order', ([a = '', b = '', c = '', ...rest]) => [a, c, b, ...rest], /: line 2 was changed/u],
    ['a line put in twice', (lines) => lines.toSpliced(2, 0, lines[2] ?? ''), /: line 4 was changed/u],
    ['the first line taken out', (lines) => lines.slice(1), /: line 1 was changed/u],
    ['a line that is none', (lines) => lines.toSpliced(2, 0, 'hello'), /: line 3 is none of the trail's/u],
    ['an end cut off', (lines) => [...lines.slice(0, 3), ''], /was cut off or replaced; .* knows it with a later end/u],
    ['an empty file', () => [], /no line of the trail/u],
  ])('%s is found', async (_what, how, problem) => {
    expect(await change(0, how)).toEqual([expect.stringMatching(problem)]);
  });

  it('a file taken away is found, as the next one knows it', async () => {
    const [first = ''] = await files();
    await rm(join(folder, first));
    expect((await verifyAuditTrail(folder)).problems).toEqual([expect.stringContaining(`${first} is missing; `)]);
  });

  it('a process that was killed leaves an unfinished file, which is no problem', async () => {
    const [first = '', second = ''] = await files();
    const path = join(folder, second);
    const lines = (await readFile(path, 'utf8')).split('\n');
    await writeFile(path, lines.slice(0, -2).map((line) => `${line}\n`).join(''));
    await appendFile(path, '{"seq":5,"at":"2026-');
    const { problems, unfinished, heads } = await verifyAuditTrail(folder);
    expect({ problems, unfinished }).toEqual({ problems: [], unfinished: [second] });
    expect(heads.map(({ file }) => file)).toEqual([first, second]);
    await chmod(path, 0o600);
  });
});
