import { describe, expect, it } from 'vitest';
import { createClient } from '../src/index.js';

describe('createClient', () => {
  it('calls itself as it is told', async () => {
    await using named = createClient({ label: 'other' });
    expect(named.label).toBe('other');
    await using unnamed = createClient();
    expect(unnamed.label).toBe('client');
  });

  it('closes twice without harm', async () => {
    const opened = createClient();
    await opened.close();
    await expect(opened.close()).resolves.toBeUndefined();
  });
});
