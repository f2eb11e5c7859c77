import { describe, expect, it } from 'vitest';
import { createRedisConnection } from '../src/index.js';

describe('createRedisConnection', () => {
  it('calls itself as it is told', async () => {
    await using named = createRedisConnection({ label: 'other' });
    expect(named.label).toBe('other');
    await using unnamed = createRedisConnection();
    expect(unnamed.label).toBe('redis-connection');
  });

  it('closes twice without harm', async () => {
    const opened = createRedisConnection();
    await opened.close();
    await expect(opened.close()).resolves.toBeUndefined();
  });
});
