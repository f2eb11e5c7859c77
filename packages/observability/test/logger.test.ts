import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../src/index.js';
import { CapturedStream } from './captured-stream.js';

describe('createLogger', () => {
  it('writes its own level and the louder ones', async () => {
    for (const [level, expected] of [['error', 1], ['warn', 2], ['info', 3], ['debug', 4]] as const) {
      const destination = new CapturedStream();
      await using log = createLogger({ destination, level });
      log.debug('d');
      log.info('i');
      log.warn('w');
      log.error('e');
      await log.close();
      expect(destination.lines).toHaveLength(expected);
    }
  });

  it('writes JSON with time, level, message and fields', async () => {
    const destination = new CapturedStream();
    await using log = createLogger({ destination, format: 'json' });
    const before = Date.now();
    log.info('stored', { chunks: 3, level: 'forged', tool_name: 'store_memory', nothing: undefined });
    await log.close();
    const [entry] = destination.entries;
    expect(entry).toEqual({ timestamp: expect.any(String), level: 'info', message: 'stored', chunks: 3, tool_name: 'store_memory' });
    expect(Date.parse(String(entry?.['timestamp']))).toBeGreaterThanOrEqual(before);
  });

  it('writes lines for people, quoting what is no plain word', async () => {
    const destination = new CapturedStream();
    await using log = createLogger({ destination });
    log.warn('slow disk', { tookMs: 812, drive: 'sda1', note: 'two words', tiers: ['graph'], gone: null });
    await log.close();
    expect(destination.lines[0]?.replace(/^\S+Z/u, 'T')).toBe('T warn  slow disk tookMs=812 drive=sda1 note="two words" tiers=["graph"] gone=null');
  });

  it.each(['json', 'line'] as const)('keeps a forged line end and terminal sequence inside one %s line', async (format) => {
    const destination = new CapturedStream();
    await using log = createLogger({ destination, format });
    log.info('a\nb\u2028c\u001B[31m', { 'key\nx': 'v\r\nINFO forged' });
    await log.close();
    expect(destination.lines).toHaveLength(1);
    expect(destination.text).not.toMatch(/[\r\u001B]|\u2028INFO/u);
  });

  it('keeps the order of lines logged before, while and after winston loads', async () => {
    const destination = new CapturedStream();
    await using log = createLogger({ destination, format: 'json', loadDelayMs: 1 });
    let logged = 0;
    while (destination.lines.length === 0 || logged < 50) {
      log.info(String(logged));
      logged += 1;
      await sleep(1);
    }
    log.warn(String(logged));
    await log.close();
    expect(destination.entries.map(({ message }) => Number(message))).toEqual(Array.from({ length: logged + 1 }, (_, index) => index));
  });

  it('does not make an error wait, nor what came before it', async () => {
    const destination = new CapturedStream();
    await using log = createLogger({ destination, format: 'json', loadDelayMs: 2 ** 30 });
    log.info('before');
    expect(destination.lines).toHaveLength(0);
    log.error('broken');
    expect(destination.entries.map(({ message }) => message)).toEqual(['before', 'broken']);
    log.info('after');
    await log.close();
    expect(destination.entries.map(({ message }) => message)).toEqual(['before', 'broken', 'after']);
  });

  it('closes twice without harm, leaves the stream open and drops later lines', async () => {
    const destination = new CapturedStream();
    const log = createLogger({ destination });
    log.info('kept');
    await Promise.all([log.close(), log.close()]);
    log.error('dropped');
    await log.close();
    expect(destination.lines).toHaveLength(1);
    expect(destination.writableEnded).toBe(false);
  });

  it('closes after winston is loaded with every line written', async () => {
    const destination = new CapturedStream();
    const log = createLogger({ destination, loadDelayMs: 0 });
    log.info('first');
    await expect.poll(() => destination.lines.length, { timeout: 20_000 }).toBe(1);
    for (let line = 0; line < 500; line += 1) log.info(`line ${line}`);
    await log.close();
    expect(destination.lines.at(-1)).toMatch(/line 499$/u);
    expect(destination.lines).toHaveLength(501);
  });

  it('outlives a destination that fails', async () => {
    const destination = new CapturedStream();
    const log = createLogger({ destination, loadDelayMs: 0 });
    destination.destroy(new Error('EPIPE'));
    log.info('into the void');
    log.error('again');
    await log.close();
    expect(destination.text).toBe('');
  });

  it('leaves no listener behind', async () => {
    const exitListeners = process.listenerCount('exit');
    const destination = new CapturedStream();
    const log = createLogger({ destination });
    expect(process.listenerCount('exit')).toBe(exitListeners + 1);
    await log.close();
    expect(process.listenerCount('exit')).toBe(exitListeners);
    expect(destination.listenerCount('error')).toBe(0);
  });
});
