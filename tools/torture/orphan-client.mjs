// node orphan-client.mjs FOLDER NAME WAY: a client of the orphans proof. Prints `server PID`, then `stored NAME` for each acknowledged store.
import { spawn } from 'node:child_process';
import { startServer } from './ltmc-server.mjs';

const LANES = 4;
const LEAK_SECONDS = 30;
const [folder, name, way] = process.argv.slice(2);

const server = await startServer(folder);
// Another process with the same ends of the pipes: the server sees no end of file when this one is killed.
if (way === 'leaking') spawn('sleep', [String(LEAK_SECONDS)], { stdio: [server.child.stdin, server.child.stdout, 'ignore'] });
process.stdout.write(`server ${server.pid}\n`);

const lane = async (number) => {
  for (let n = 0; ; n += 1) {
    const fileName = `${name}-${number}-${n}`;
    await server.call('store_memory', { file_name: fileName, content: `${fileName} ${'harbour lantern copper meadow '.repeat(n % 5 === 0 ? 200 : 4)}`, wait: n % 2 === 0 ? 'searchable' : 'durable' });
    process.stdout.write(`stored ${fileName}\n`);
  }
};
process.stdin.once('data', () => server.child.stdin.end());
await Promise.allSettled(Array.from({ length: LANES }, (_, number) => lane(number)));
