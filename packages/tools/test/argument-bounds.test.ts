import { describe, expect, it } from 'vitest';
import type { CallContext, JsonObject } from '@ltmc/contracts';
import { createToolRegistry } from '../src/create-registry.js';
import { defaultTools } from '../src/default-tools.js';

const context: CallContext = { namespace: 'n', principal: 'p' };
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const registry = createToolRegistry({ tools: defaultTools, logger: silent, services: async () => { throw new Error('nothing here is stored'); } });

async function refusalOf(args: unknown, name = 'store_memory'): Promise<{ readonly message: string; readonly problems: readonly string[]; readonly sizeBytes: number }> {
  const outcome = await registry.call(name, args, context);
  if (outcome.ok) throw new Error('was not refused');
  expect(outcome.error.code).toBe('LTMC_INVALID_INPUT');
  const { message, details } = outcome.error;
  return { message, problems: details['problems'] as string[], sizeBytes: JSON.stringify({ message, details }).length };
}

const unknownKeys = (count: number): JsonObject => Object.fromEntries(Array.from({ length: count }, (_, i) => [`wrong_${i}`, 1]));
const stored = { file_name: 'a.md', content: 'text' };

describe('what an error says is bounded, whatever was sent', () => {
  it('refuses more parameters than any tool takes, with their number', async () => {
    const { message, sizeBytes } = await refusalOf(unknownKeys(20_000));
    expect(message).toContain('20000 parameters');
    expect(sizeBytes).toBeLessThan(1_000);
  });

  it('names ten problems, the number of the others, and the known parameters once', async () => {
    const { message, problems, sizeBytes } = await refusalOf({ ...stored, ...unknownKeys(30) });
    expect(problems).toHaveLength(11);
    expect(problems.at(-1)).toBe('and 20 more');
    expect(message.split('Known: ')).toHaveLength(2);
    expect(message).toContain('idempotency_key');
    expect(sizeBytes).toBeLessThan(5_000);
  });

  it('refuses a list over its limit before it looks at the elements', async () => {
    expect(await refusalOf({ ...stored, tags: Array.from({ length: 20_000 }, () => 5) })).toMatchObject({ problems: ['tags must have at most 64 elements; got 20000'] });
    expect((await refusalOf({ ...stored, tags: Array.from({ length: 64 }, () => 5) })).problems).toHaveLength(11);
  });

  it.each([
    ['a long name', { ...stored, ['x'.repeat(1_000_000)]: 1 }],
    ['a large value for one of a few words', { ...stored, wait: 'x'.repeat(1_000_000) }],
    ['a large object for one of a few words', { ...stored, wait: { list: Array.from({ length: 100_000 }, () => 'x') } }],
  ])('repeats only the beginning of %s', async (_what, args) => {
    expect((await refusalOf(args)).sizeBytes).toBeLessThan(2_000);
  });
});
