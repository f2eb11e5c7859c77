// node close-frozen.mjs URI PASSWORD: opens a graph, waits for a line that says the server is frozen, asks, closes, and has to end by itself.
import { once } from 'node:events';
import { openNeo4jGraph } from '../../dist/index.js';

const [uri, password] = process.argv.slice(2);
const options = { uri, password, readTimeoutMs: 500, writeTimeoutMs: 500 };
const graph = await openNeo4jGraph({ ...options, required: true, readTimeoutMs: 20_000, writeTimeoutMs: 20_000 });
process.stdout.write('open\n');
await once(process.stdin, 'data');
process.stdin.destroy();
// One call that hangs, one opening that never gets an answer, and both closed with the server still frozen.
const asked = graph.neighbours({ namespace: 'a', node: { kind: 'document', id: 1 } }).catch((error) => error.code);
const degraded = await openNeo4jGraph(options);
const health = await degraded.health();
await Promise.all([graph.close(), degraded.close()]);
process.stdout.write(`${JSON.stringify({ asked: await asked, state: health.state })}\n`);
