import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { joinedWrites } from '../src/joined-writes.js';

let server: Server;
let accepted: Promise<Socket>;
let pieceCounts: number[];
let socket: Socket;
beforeEach(async () => {
  accepted = new Promise((resolve) => { server = createServer({ pauseOnConnect: true }, resolve); });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  pieceCounts = [];
  const { writev } = joinedWrites();
  const options = {
    writev(this: Socket, ...[pieces, callback]: Parameters<typeof writev>) {
      pieceCounts.push(pieces.length);
      writev.call(this, pieces, callback);
    },
  };
  socket = connect({ ...options, host: '127.0.0.1', port: (server.address() as AddressInfo).port });
  await once(socket, 'connect');
});
afterEach(async () => {
  socket.destroy();
  (await accepted).destroy();
  server.close();
});

function writeTogether(pieces: readonly (string | Uint8Array)[]): Buffer {
  socket.cork();
  for (const piece of pieces) socket.write(piece);
  socket.uncork();
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece)));
}

async function received(sizeBytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let lengthBytes = 0;
  const peer = await accepted;
  peer.resume();
  while (lengthBytes < sizeBytes) {
    const [part]: Buffer[] = await once(peer, 'data') as Buffer[];
    if (part) parts.push(part);
    lengthBytes += part?.length ?? 0;
  }
  return Buffer.concat(parts);
}

it('sends pieces of any kind and length in their order', async () => {
  const piece = fc.oneof(fc.string({ unit: 'grapheme' }), fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 40_000 }).map((length) => Buffer.alloc(length, length)));
  await fc.assert(fc.asyncProperty(fc.array(piece, { minLength: 2, maxLength: 12 }), async (pieces) => {
    const sent = writeTogether([...pieces, '.']);
    expect((await received(sent.length)).equals(sent)).toBe(true);
  }), { numRuns: 60 });
  expect(Math.min(...pieceCounts)).toBeGreaterThan(1); // a socket that knows no `writev` would not have come here
});

it('keeps what a slow reader has not taken yet, whatever is written meanwhile', async () => {
  const sent: Buffer[] = [];
  for (let round = 0; round < 200; round += 1) sent.push(writeTogether(Array.from({ length: 20 }, (_, number) => Buffer.alloc(4000, round * 20 + number))));
  expect(socket.writableLength).toBeGreaterThan(0);
  const whole = Buffer.concat(sent);
  expect((await received(whole.length)).equals(whole)).toBe(true);
});

it('fails what is written to a connection that has ended', async () => {
  (await accepted).resetAndDestroy();
  const failure = once(socket, 'error');
  const written = new Promise((resolve) => {
    socket.cork();
    socket.write('a');
    socket.write('b', resolve);
    socket.uncork();
  });
  await expect(Promise.race([written, failure.then(([error]) => error)])).resolves.toBeInstanceOf(Error);
});
