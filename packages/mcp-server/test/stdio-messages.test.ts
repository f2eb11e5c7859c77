import { expect, it } from 'vitest';
import { INITIALIZE, callOf, startServer } from './stdio-process.js';

it('keeps stdout for the protocol, whatever a dependency prints', async () => {
  await using server = startServer();
  server.send(INITIALIZE, callOf(1, 'noisy', { text: 'x' }));
  expect((await server.next()).id).toBe('init');
  expect(await server.next()).toMatchObject({ jsonrpc: '2.0', id: 1, result: { structuredContent: { success: true, got: { text: 'x' } } } });
  expect(server.stderr()).toContain('a stray line on stdout');
  expect(server.stderr()).toContain('forged');
});

it('announces the first answer once, after it was written', async () => {
  await using server = startServer();
  server.send(INITIALIZE, callOf(1, 'echo'));
  await server.next();
  await server.next();
  await server.said('first answer');
  expect(server.stderr().match(/first answer/gu)).toHaveLength(1);
});

it('answers what it cannot read and lives on', async () => {
  await using server = startServer();
  server.send(INITIALIZE);
  await server.next();
  server.send('{"jsonrpc": "2.0", "id"\n');
  expect(await server.next()).toMatchObject({ id: null, error: { code: -32_700 } });
  server.send(Buffer.from([0x22, 0xff, 0xfe, 0x22, 0x0a]));
  expect(await server.next()).toMatchObject({ id: null, error: { code: -32_700 } });
  server.send('[]\n');
  expect(await server.next()).toMatchObject({ id: null, error: { code: -32_600 } });
  server.send({ id: 5, method: 'tools/list' });
  expect(await server.next()).toMatchObject({ id: 5, error: { code: -32_600 } });
  server.send(`"${'x'.repeat(1_100_000)}"\n`);
  expect(await server.next()).toMatchObject({ id: null, error: { code: -32_600, message: expect.stringContaining('1000000 bytes') } });
  server.send('\n', callOf(6, 'echo', { text: 'still here' }));
  expect(await server.next()).toMatchObject({ id: 6, result: { structuredContent: { got: { text: 'still here' } } } });
});

it('tells a tool that its call was cancelled, and answers it no more', async () => {
  await using server = startServer();
  server.send(INITIALIZE);
  await server.next();
  server.send(callOf(1, 'slow', { ms: 600_000 }), { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } });
  await server.said('"tool":"slow","got":"cancelled"');
  server.send(callOf(2, 'echo'));
  expect((await server.next()).id).toBe(2);
});
