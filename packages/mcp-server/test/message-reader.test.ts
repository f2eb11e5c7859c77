import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createMessageReader } from '../src/stdio/message-reader.js';

const messages = fc.array(fc.record({ jsonrpc: fc.constant('2.0'), id: fc.nat(), method: fc.string(), params: fc.dictionary(fc.string(), fc.string({ unit: 'grapheme' })) }));

it('reads the same messages however the bytes are cut', () => {
  fc.assert(fc.property(messages, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (sent, sizes) => {
    const bytes = Buffer.from(sent.map((message) => `${JSON.stringify(message)}\n`).join(''));
    const reader = createMessageReader(1_000_000);
    const read: unknown[] = [];
    for (let start = 0, i = 0; start < bytes.length; i += 1) {
      const end = start + (sizes[i % sizes.length] ?? 1);
      read.push(...reader.push(bytes.subarray(start, end)));
      start = end;
    }
    expect(read).toEqual(JSON.parse(JSON.stringify(sent)));
  }));
});

it('skips a line over the limit without keeping it, and reads the next one', () => {
  const reader = createMessageReader(50);
  for (let i = 0; i < 100; i += 1) expect(reader.push(Buffer.alloc(30, 0x78))).toEqual([]);
  expect(reader.push(Buffer.from('\n{"jsonrpc":"2.0","method":"ping"}\r\n'))).toMatchObject([
    { code: -32_600, id: null },
    { jsonrpc: '2.0', method: 'ping' },
  ]);
});

it('refuses a message nested deeper than 64 levels under its id, and reads the next one', () => {
  const nested = (levels: number): string => `{"jsonrpc":"2.0","id":7,"method":"m","params":{"a":${'['.repeat(levels - 2)}${']'.repeat(levels - 2)}}}\n`;
  expect(createMessageReader(1_000_000).push(Buffer.from(nested(65) + nested(100_000) + nested(64)))).toMatchObject([
    { code: -32_600, id: 7, message: expect.stringContaining('64 levels') },
    { code: -32_600, id: 7 },
    { jsonrpc: '2.0', id: 7, method: 'm' },
  ]);
});

it.each([
  ['{"jsonrpc":"2.0","id":1.5,"method":"ping"}', null],
  ['{"jsonrpc":"2.0","id":"a","method":7}', 'a'],
  ['{"jsonrpc":"1.0","id":3,"method":"ping"}', 3],
  ['{"jsonrpc":"2.0","id":4,"method":"ping","params":[1]}', 4],
  ['{"jsonrpc":"2.0","id":4}', 4],
])('refuses %s', (line, id) => {
  expect(createMessageReader(1_000).push(Buffer.from(`${line}\n`))).toMatchObject([{ code: -32_600, id }]);
});
