// One writing process of the store benchmark: FILE NAME COUNT. Says `ready` when the record is open and begins at the first line on stdin.
import { once } from 'node:events';
import { openSqliteRecord } from '@ltmc/tier-temporal';

const [path, name, count] = process.argv.slice(2);
const record = await openSqliteRecord({ path });
process.stdout.write('ready\n');
await once(process.stdin, 'data');
for (let n = 0; n < Number(count); n += 1) {
  const content = `${name} number ${n} `.repeat(20);
  await record.storeVersion({
    namespace: 'bench', fileName: `${name}-${n}`, content, resourceType: 'document', tags: [], metadata: {}, validFromMs: null, expiresAtMs: null,
    agentId: null, sessionId: null, recordedAtMs: Date.now(), chunks: [{ content, startOffset: 0, endOffset: content.length, heading: null }],
  });
}
await record.close();
