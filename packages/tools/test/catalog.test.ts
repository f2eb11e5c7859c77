import type { CallContext, Logger } from '@ltmc/contracts';
import { describe, expect, it } from 'vitest';
import { conversationUri, memoryUri, parseResourceUri } from '../src/catalog/resource-uri.js';
import { oneLine, PART_CHARACTERS, partEnd } from '../src/catalog/text-part.js';
import { createCatalog, FIRST_RESOURCES, PROMPTS, RESOURCE_TEMPLATES } from '../src/index.js';

const context: CallContext = { namespace: 'test', principal: 'tester' };

/** A catalog whose services cannot be opened, and what it logged. */
function closedCatalog() {
  const lines: { readonly level: string; readonly fields: unknown }[] = [];
  const say = (level: string) => (_message: string, fields?: unknown): void => void lines.push({ level, fields });
  const logger: Logger = { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') };
  let opened = 0;
  const services = async (): Promise<never> => {
    opened += 1;
    throw new TypeError('no such disk /secret');
  };
  return { catalog: createCatalog({ services, logger }), lines, opened: () => opened };
}

describe('what costs no start of a service', () => {
  it('lists, and refuses what cannot be there', async () => {
    const { catalog, opened } = closedCatalog();
    expect(await catalog.listResources(undefined, context)).toBe(FIRST_RESOURCES);
    expect(catalog.listTemplates()).toBe(RESOURCE_TEMPLATES);
    expect(catalog.listPrompts()).toBe(PROMPTS);
    await expect(catalog.readResource('ltmc://other', context)).rejects.toMatchObject({ code: 'LTMC_NOT_FOUND' });
    await expect(catalog.getPrompt('recall', {}, context)).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
    expect(await catalog.complete({ prompt: 'session_start' }, { name: 'any', value: '' }, context)).toEqual({ values: [], hasMore: false });
    expect(opened()).toBe(0);
  });
});

it('a failure nobody foresaw is told by its id alone, and logged whole', async () => {
  const { catalog, lines } = closedCatalog();
  const failure = await catalog.readResource('ltmc://status', context).then(() => undefined, (error: unknown) => error);
  expect(failure).toMatchObject({ code: 'LTMC_INTERNAL', details: { error_id: expect.any(String) } });
  expect(String(failure)).not.toContain('secret');
  expect(lines).toEqual([{ level: 'error', fields: expect.objectContaining({ request: 'resources/read', error_id: (failure as { details: { error_id: string } }).details.error_id, cause: expect.any(TypeError) }) }]);
});

it('a credential that may not read gets nothing that is stored', async () => {
  const { catalog, opened } = closedCatalog();
  const writer = { ...context, scopes: ['write'] as const };
  const refused = { code: 'LTMC_SCOPE_MISSING' };
  await expect(catalog.readResource('ltmc://memory/1', writer)).rejects.toMatchObject(refused);
  await expect(catalog.listResources('memories', writer)).rejects.toMatchObject(refused);
  await expect(catalog.getPrompt('session_start', {}, writer)).rejects.toMatchObject(refused);
  await expect(catalog.complete({ prompt: 'recall' }, { name: 'topic', value: '' }, writer)).rejects.toMatchObject(refused);
  expect(opened()).toBe(0);
});

describe('addresses', () => {
  it.each(['a/b c?d#e%', 'ä🚀', 'plain'])('of the conversation %s are read as they are written', (conversationId) => {
    expect(parseResourceUri(conversationUri(conversationId))).toEqual({ kind: 'conversation', conversationId, before: undefined });
    expect(parseResourceUri(conversationUri(conversationId, 7))).toEqual({ kind: 'conversation', conversationId, before: 7 });
  });

  it('of memories are read as they are written', () => {
    expect(parseResourceUri(memoryUri(12))).toEqual({ kind: 'memory', resourceId: 12, from: 0 });
    expect(parseResourceUri(memoryUri(12, 65_536))).toEqual({ kind: 'memory', resourceId: 12, from: 65_536 });
  });

  it.each(['ltmc://memory/0', 'ltmc://memory/1.5', 'ltmc://memory/1/2', 'ltmc://memory/', 'ltmc://conversation/', 'ltmc://status/x', 'LTMC://status', ''])('%j names nothing', (uri) => {
    expect(() => parseResourceUri(uri)).toThrow(expect.objectContaining({ code: 'LTMC_NOT_FOUND' }));
  });
});

describe('texts', () => {
  it('are parted between characters', () => {
    const text = `${'x'.repeat(PART_CHARACTERS - 1)}🚀y`;
    expect([partEnd(text, 0), partEnd(text, PART_CHARACTERS - 1), partEnd('short', 0)]).toEqual([PART_CHARACTERS - 1, text.length, 5]);
  });

  it('cannot begin a line of their own', () => {
    expect(oneLine(' a\n## b\u2028c\td\u0000e ')).toBe('a ## b c d e');
    expect(oneLine('🚀'.repeat(5), 3)).toBe('🚀🚀🚀…');
  });
});
