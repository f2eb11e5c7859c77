import { describe, expect, it } from 'vitest';
import { createOrchestration } from '../src/index.js';

describe('createOrchestration', () => {
  it('calls itself as it is told', async () => {
    await using named = createOrchestration({ label: 'other' });
    expect(named.label).toBe('other');
    await using unnamed = createOrchestration();
    expect(unnamed.label).toBe('orchestration');
  });

  it('closes twice without harm', async () => {
    const opened = createOrchestration();
    await opened.close();
    await expect(opened.close()).resolves.toBeUndefined();
  });
});
