// node fuse-folder.mjs FOLDER: mounts an empty user-space file system on the folder, says `mounted`, and serves it until it is killed. Needs root.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';

const INIT = 26;
const GETATTR = 3;
const STATFS = 17;
const UNANSWERED = new Set([2, 38, 42]); // FORGET, DESTROY, BATCH_FORGET
const [LOOKUP, ENOENT, ENOSYS] = [1, 2, 38];
const HEADER_BYTES = 16;

const device = await open('/dev/fuse', 'r+');
const mount = spawn('mount', ['-i', '-t', 'fuse', '-o', 'fd=3,rootmode=40000,user_id=0,group_id=0', 'ltmc-test', process.argv[2]], { stdio: ['ignore', 'ignore', 'inherit', device.fd] });
const [code] = await once(mount, 'exit');
if (code !== 0) process.exit(1);
process.stdout.write('mounted\n');

/** The kernel's structures, see linux/fuse.h. */
const BODIES = {
  [INIT]: () => {
    const body = Buffer.alloc(64);
    body.writeUInt32LE(7, 0); // protocol 7.31
    body.writeUInt32LE(31, 4);
    body.writeUInt32LE(4096, 20); // max_write
    return body;
  },
  [GETATTR]: () => {
    const body = Buffer.alloc(104);
    body.writeBigUInt64LE(1n, 16); // ino
    body.writeUInt32LE(0o040755, 76); // mode: a folder
    body.writeUInt32LE(2, 80); // nlink
    return body;
  },
  [STATFS]: () => {
    const body = Buffer.alloc(80);
    for (const at of [0, 8, 16, 24, 32]) body.writeBigUInt64LE(1_000_000n, at);
    for (const at of [40, 48]) body.writeUInt32LE(4096, at);
    return body;
  },
};

const request = Buffer.alloc(1 << 20);
for (;;) {
  const read = await device.read(request, 0, request.length, null).catch((error) => error);
  if (read instanceof Error) process.exit(read.code === 'ENODEV' ? 0 : 1); // unmounted
  const [opcode, unique] = [request.readUInt32LE(4), request.readBigUInt64LE(8)];
  if (UNANSWERED.has(opcode)) continue;
  const body = BODIES[opcode]?.() ?? Buffer.alloc(0);
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32LE(HEADER_BYTES + body.length, 0);
  header.writeInt32LE(body.length > 0 ? 0 : -(opcode === LOOKUP ? ENOENT : ENOSYS), 4);
  header.writeBigUInt64LE(unique, 8);
  await device.write(Buffer.concat([header, body]), 0, undefined, null);
}
