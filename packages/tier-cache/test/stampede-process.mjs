// Asks for the same keys as its siblings; prints how often it had to compute, and whether every answer was right.
import { openRedisCacheStore } from '@ltmc/tier-cache';

const [url, keys, dieAt] = process.argv.slice(2);
const patience = { cacheTimeoutMs: 5000, commandTimeoutMs: 5000, connectTimeoutMs: 5000, frozenAfterMs: 5000 };
const store = await openRedisCacheStore({ url, required: true, ...patience });
process.stdout.write('ready\n');
await new Promise((resolve) => { process.stdin.once('data', resolve); });
process.stdin.pause();

let computed = 0;
const answers = await Promise.all(Array.from({ length: Number(keys) }, (_, number) => store.json('notes').getOrCompute(`k${number}`, async () => {
  computed += 1;
  process.stdout.write(`computing k${number}\n`);
  if (dieAt === `k${number}`) process.kill(process.pid, 'SIGKILL');
  await new Promise((resolve) => { setTimeout(resolve, 100); });
  return { value: `value ${number}` };
})));
await store.close();
process.stdout.write(`${JSON.stringify({ computed, right: answers.every((answer, number) => answer === `value ${number}`) })}\n`);
