import { setTimeout as sleep } from 'node:timers/promises';
import { describeWithServer } from '@ltmc/testing';
import { needRedis, startRedisServer, type RedisServer } from '@ltmc/testing/servers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createListener, resolveConnectionOptions, type RedisConnectionOptions, type RedisListener } from '../src/index.js';
import { PATIENT, SPEAKER } from './speaker.js';

describeWithServer('a listener on Redis', await needRedis(), () => {
  let server: RedisServer;
  let listeners: RedisListener[] = [];
  beforeEach(async () => { server = await startRedisServer({ users: ['hearing on >pass ~* resetchannels &mine:* +@all'] }); });
  afterEach(async () => {
    for (const listener of listeners.splice(0)) listener.close();
    await server.stop();
  });

  const open = (options: RedisConnectionOptions = {}): RedisListener => {
    const listener = createListener(resolveConnectionOptions({ ...PATIENT, url: server.url, ...options }), SPEAKER);
    listeners.push(listener);
    return listener;
  };
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await sleep(5);
  };
  const publish = (channel: string): Promise<string> => server.command(['PUBLISH', channel, '']);

  it('hints at each message of its channels, once per listener, and at no other', async () => {
    const listener = open();
    const hints = { a: 0, alsoA: 0, b: 0 };
    listener.listen('a', () => { hints.a += 1; });
    listener.listen('a', () => { hints.alsoA += 1; });
    listener.listen('b', () => { hints.b += 1; });
    await until(() => listener.hears('a') && listener.hears('b'));
    expect(listener.hears('c')).toBe(false);
    const before = { ...hints };
    expect(await publish('a')).toBe('1');
    await until(() => hints.a === before.a + 1);
    expect(hints).toEqual({ a: before.a + 1, alsoA: before.alsoA + 1, b: before.b });
  });

  it('hints as soon as it hears, since something may have come before', async () => {
    const listener = open();
    let hints = 0;
    listener.listen('a', () => { hints += 1; });
    await until(() => listener.hears('a'));
    expect(hints).toBe(1);
  });

  it('goes on hearing where one of two has left, and hints no more for the one', async () => {
    const listener = open();
    const hints = { stays: 0, leaves: 0 };
    const leave = listener.listen('a', () => { hints.leaves += 1; });
    listener.listen('a', () => { hints.stays += 1; });
    await until(() => listener.hears('a'));
    leave();
    const before = { ...hints };
    await publish('a');
    await until(() => hints.stays > before.stays);
    expect(hints.leaves).toBe(before.leaves);
  });

  it('says when it hears nothing, hints at that, and hears again by itself', async () => {
    const listener = open();
    let hints = 0;
    listener.listen('a', () => { hints += 1; });
    await until(() => listener.hears('a'));
    const before = hints;
    await server.kill();
    await until(() => !listener.hears('a'));
    expect(hints).toBeGreaterThan(before);
    await server.restart();
    await until(() => listener.hears('a'));
    const connected = hints;
    await publish('a');
    await until(() => hints > connected);
  });

  it('hears only the channels that its user may listen to', async () => {
    const user = { url: server.url.replace('redis://', 'redis://hearing:pass@') };
    const listener = open(user);
    listener.listen('theirs:a', () => undefined);
    listener.listen('mine:a', () => undefined);
    await until(() => listener.hears('mine:a'));
    expect(listener.hears('theirs:a')).toBe(false);
  });

  it('connects when it is first needed, and not after it was closed', async () => {
    const clients = async (): Promise<number> => (await server.command(['CLIENT', 'LIST', 'TYPE', 'pubsub'])).split('\n').filter((line) => line !== '').length;
    const [idle, closed] = [open(), open()];
    closed.close();
    closed.listen('a', () => undefined);
    await sleep(50);
    expect([await clients(), closed.hears('a')]).toEqual([0, false]);
    idle.listen('a', () => undefined);
    await until(() => idle.hears('a'));
    expect(await clients()).toBe(1);
    idle.close();
    while ((await clients()) > 0) await sleep(5);
    expect(idle.hears('a')).toBe(false);
  });
});
