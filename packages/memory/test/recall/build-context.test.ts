import { createEmbedder } from '@ltmc/embedding';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { totalTokens } from '../../src/recall/token-counter.js';
import type { DocumentRef } from '../../src/recall/types.js';
import { context, openTestMemory, silent, type TestMemory } from '../open-memory.js';

const CODE = `# Retry\n\nUse it for calls over the network.\n\n\`\`\`ts\n${Array.from({ length: 60 }, (_, index) => `const step${index} = await attempt(${index});`).join('\n')}\n\`\`\`\n\nThe last line of the document.`;
const embedder = createEmbedder({ logger: silent });
let test: TestMemory;
let retryId: number;

beforeAll(async () => {
  test = await openTestMemory({ embedder });
  retryId = (await test.store('retry.md', CODE)).resourceId;
  await test.store('moon.md', `# Moon\n\n${'The moon is made of rock and dust. '.repeat(30)}\n\n# Tides\n\nThe tide follows the moon with a delay of fifty minutes a day.\n\n# Cheese\n\n${'Cheese is made of milk and salt. '.repeat(30)}`);
});
afterAll(async () => {
  await test?.[Symbol.asyncDispose]();
});

const build = async (documents: readonly DocumentRef[], maxTokens: number, query?: string) =>
  (await test.memory.recall.buildContext(context, { documents, ...(query === undefined ? {} : { query }) })).within(maxTokens);

describe('whole documents', () => {
  it('stand in their order, each by whatever name it was asked for', async () => {
    const { text, sources } = await build([{ content: 'My own words.', name: 'mine' }, { resourceId: retryId }, { fileName: 'moon.md' }], 5000);
    expect(sources).toMatchObject([{ name: 'mine', resourceId: null, truncated: false }, { name: 'retry.md', resourceId: retryId, version: 1, truncated: false }, { name: 'moon.md', truncated: false }]);
    expect(text.startsWith('<source id="1" name="mine" type="document">\nMy own words.\n</source>\n\n<source id="2" name="retry.md" type="document">\n# Retry')).toBe(true);
    expect(text.indexOf('The last line of the document.')).toBeLessThan(text.indexOf('# Moon'));
  });

  it('are cut where the budget ends: exact, between words, with the code block closed and the cut told', async () => {
    for (const maxTokens of [60, 133, 200, 401]) {
      const { text, tokenCount, sources: [source] } = await build([{ resourceId: retryId }], maxTokens);
      expect(tokenCount).toBe(totalTokens(await embedder.tokenMap(text)));
      expect(tokenCount).toBeLessThanOrEqual(maxTokens);
      expect(source).toMatchObject({ truncated: true });
      expect(source?.tokenCount).toBeLessThan(source?.totalTokens ?? 0);
      expect(text.match(/```/g)?.length ?? 0).toSatisfy((count: number) => count % 2 === 0);
      const lines = text.split('\n').filter((line) => line.startsWith('const'));
      for (const line of lines) expect(CODE).toContain(`\n${line}\n`);
    }
  });

  it('that do not fit at all are told too', async () => {
    const { sources } = await build([{ fileName: 'moon.md' }, { fileName: 'retry.md' }], 100);
    expect(sources[1]).toMatchObject({ name: 'retry.md', tokenCount: 0, truncated: true });
  });
});

it('takes a chunk by its id, with the opening line of the code block that it begins in', async () => {
  const hits = await test.search('const step50 attempt', { topK: 5 });
  const inside = hits.find(({ fileName, content }) => fileName === 'retry.md' && !content.includes('```ts') && content.includes('const step'));
  expect(inside).toBeDefined();
  const { text, sources } = await build([{ chunkId: inside?.chunkId ?? 0 }], 1000);
  expect(text).toContain('type="document">\n```ts\nconst step');
  expect(sources).toMatchObject([{ name: 'retry.md', resourceId: retryId, truncated: false }]);
});

describe('with a query', () => {
  it('the most relevant passages come first, whatever document they are in', async () => {
    const { text, sources } = await build([{ fileName: 'retry.md' }, { fileName: 'moon.md' }], 150, 'How late is the tide each day?');
    expect(text).toMatch(/^<source id="1" name="moon.md" type="document">\n# Tides\n\nThe tide follows the moon/);
    expect(sources).toMatchObject([{ name: 'retry.md', truncated: true }, { name: 'moon.md', truncated: true }]);
  });

  it('documents that fit as a whole are whole, in one piece', async () => {
    const { text, sources } = await build([{ fileName: 'moon.md' }, { content: 'Tides are late.', name: 'note' }], 5000, 'tide');
    expect(sources).toMatchObject([{ truncated: false }, { truncated: false }]);
    expect(text.match(/<source /g)).toHaveLength(2);
  });
});

it.each([[{ resourceId: 999_999 }], [{ fileName: 'nobody.md' }], [{ chunkId: 999_999 }]])('refuses what is not there: %j', async (ref) => {
  await expect(build([ref], 1000)).rejects.toMatchObject({ code: 'LTMC_NOT_FOUND' });
});
