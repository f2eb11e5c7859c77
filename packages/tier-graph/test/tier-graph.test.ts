import { describe, expect, it } from 'vitest';
import { createTierGraph } from '../src/index.js';

describe('createTierGraph', () => {
  it('calls itself as it is told', async () => {
    await using named = createTierGraph({ label: 'other' });
    expect(named.label).toBe('other');
    await using unnamed = createTierGraph();
    expect(unnamed.label).toBe('tier-graph');
  });

  it('closes twice without harm', async () => {
    const opened = createTierGraph();
    await opened.close();
    await expect(opened.close()).resolves.toBeUndefined();
  });
});
