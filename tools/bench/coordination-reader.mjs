// The other process of the coordination benchmark: PLACE-AS-JSON. Says `ready`, then the sequence and the instant (CLOCK_MONOTONIC, ns) of each event as it gets it.
import { openPlace } from './coordination-stores.mjs';

const store = await openPlace(JSON.parse(process.argv[2]));
const stream = store.space('bench').stream('news');
process.stdin.on('end', () => process.exit(0)).resume();
process.stdout.write('ready\n');
for (let after = 0; ; ) {
  const { events } = await stream.read({ after, limit: 100, waitMs: 60_000 });
  const nowNs = process.hrtime.bigint();
  for (const { sequence } of events) process.stdout.write(`${sequence} ${nowNs}\n`);
  after = events.at(-1)?.sequence ?? after;
}
