import { describe, expect, it } from 'vitest';
import { createTierCache } from '../src/index.js';

describe('createTierCache', () => {
  it('calls itself as it is told', async () => {
    await using named = createTierCache({ label: 'other' });
    expect(named.label).toBe('other');
    await using unnamed = createTierCache();
    expect(unnamed.label).toBe('tier-cache');
  });

  it('closes twice without harm', async () => {
    const opened = createTierCache();
    await opened.close();
    await expect(opened.close()).resolves.toBeUndefined();
  });
});
