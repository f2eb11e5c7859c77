import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLogger, toLoggable } from '../src/index.js';
import { CapturedStream } from './captured-stream.js';

const SECRET = 'hunter2hunter2';

describe('credentials', () => {
  it.each([
    'password', 'REDIS_PASSWORD', 'apiKey', 'api_key', 'x-api-key', 'token', 'accessToken', 'Authorization', 'set-cookie', 'clientSecret',
    'LTMC_TLS_KEY', 'privateKey', 'credentials', 'pwd',
  ])('are taken out under the key %s', (key) => {
    expect(toLoggable({ deep: [{ [key]: SECRET }] })).toEqual({ deep: [{ [key]: '[redacted]' }] });
    expect(toLoggable({ [key]: { inside: SECRET } })).toEqual({ [key]: '[redacted]' });
  });

  it('are not seen where only a count or a name is', () => {
    const plain = { tokens: 12, maxTokens: 256, tokenizer: 'wordpiece', keyword: 'x', secretary: 'Ada', hasPassword: true, password: null };
    expect(toLoggable(plain)).toEqual(plain);
  });

  it.each([
    [`redis://default:${SECRET}@cache:6381/0`, 'redis://[redacted]@cache:6381/0'],
    [`bolt+s://neo4j:p@${SECRET}@graph`, 'bolt+s://[redacted]@graph'],
    [`connect to https://x.example/a?b=1&api_key=${SECRET}&c=2 failed`, 'connect to https://x.example/a?b=1&api_key=[redacted]&c=2 failed'],
    [`https://x.example/?access_token=${SECRET}`, 'https://x.example/?access_token=[redacted]'],
    [`sent Bearer ${SECRET}.abc-_~+/==`, 'sent Bearer [redacted]'],
    ['http://medium.com/@ada and ada@example.com', 'http://medium.com/@ada and ada@example.com'],
  ])('are taken out of %s', (text, expected) => {
    expect(toLoggable(text)).toBe(expected);
    expect(toLoggable({ reason: new Error(text) })).toMatchObject({ reason: { message: expected, stack: expect.not.stringContaining(SECRET) } });
  });

  it('are taken out of URL objects and of the message', async () => {
    expect(toLoggable(new URL(`redis://a:${SECRET}@h/`))).toBe('redis://[redacted]@h/');
    const destination = new CapturedStream();
    await using log = createLogger({ destination });
    log.warn(`cannot reach redis://a:${SECRET}@h`);
    await log.close();
    expect(destination.text).toMatch(/cannot reach redis:\/\/\[redacted\]@h\n$/u);
  });
});

describe('memory text', () => {
  it('is replaced by its size', () => {
    expect(toLoggable({ content: 'my diary', query: 'where', chunks: ['a', 'b'], arguments: { x: 'diary' }, data: new Map() })).toEqual({
      content: '[withheld, 8 characters]',
      query: '[withheld, 5 characters]',
      chunks: '[withheld, 2 items]',
      arguments: '[withheld]',
      data: '[withheld]',
    });
  });

  it('is not suspected in counts and names', () => {
    const plain = { chunks: 3, content_type: 'text/plain', contentBytes: 7, text: true, tool_name: 'store_memory' };
    expect(toLoggable(plain)).toEqual(plain);
  });

  it('never gets through, wherever it is nested', () => {
    const key = fc.constantFrom('content', 'query', 'text', 'oldText', 'new_text', 'password', 'api_key', 'params');
    const leaf = key.map((name): unknown => ({ [name]: SECRET }));
    const nested = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(leaf, fc.array(tie('node'), { minLength: 1, maxLength: 3 }), fc.record({ a: tie('node'), n: fc.anything() }),
        tie('node').map((node) => Object.assign(new Error('x', { cause: node }), { details: node }))),
    })).node;
    fc.assert(fc.property(nested, (value) => !JSON.stringify(toLoggable(value)).includes(SECRET)));
  });
});
