// node open-with-scheme.mjs URI PASSWORD: opens a graph and prints what it counts there, or the code and message of the refusal.
import { openNeo4jGraph } from '../../dist/index.js';

const [uri, password] = process.argv.slice(2);
try {
  const graph = await openNeo4jGraph({ uri, password, required: true, readTimeoutMs: 20_000, writeTimeoutMs: 40_000 });
  process.stdout.write(JSON.stringify(await graph.counts('schemes')));
  await graph.close();
} catch (error) {
  process.stdout.write(JSON.stringify({ code: error.code, message: error.message }));
}
