import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEdgeGraph } from '@ltmc/tier-graph';
import { openSqliteRecord } from '@ltmc/tier-temporal';
import { progressBar } from '../progress.mjs';

/** Stores in flight, which the record writes together. */
const IN_FLIGHT = 256;

/**
 * A record in a file, with so many memories to be related.
 * @returns `ids` of the memories, `relate(edges)` for edges between them, and `graph`, the edges driver over them as a server has it.
 */
export async function openGraphRecord({ namespace, documents }) {
  const folder = await mkdtemp(join(tmpdir(), 'ltmc-bench-'));
  const record = await openSqliteRecord({ path: join(folder, 'ltmc.db'), durability: 'normal' });
  const ids = await storeAll(record, namespace, documents);
  return {
    ids,
    relate: (edges) => record.edges.relate(namespace, edges.map(({ source, target, type, strength, automatic }) => ({ sourceId: source.id, targetId: target.id, type, strength, automatic, metadata: {}, agentId: null })), Date.now()),
    graph: createEdgeGraph(record.edges.source(() => Date.now())),
    close: async () => {
      await record.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function storeAll(record, namespace, documents) {
  const bar = progressBar('memories for the graph benchmark', documents);
  const ids = [];
  let next = 0;
  const lane = async () => {
    while (next < documents) {
      const number = (next += 1);
      const content = `note ${number}`;
      const { result } = await record.storeVersion({
        namespace, fileName: `note-${number}`, content, resourceType: 'document', tags: [], metadata: {}, validFromMs: null, expiresAtMs: null,
        agentId: null, sessionId: null, recordedAtMs: Date.now(), chunks: [{ content, startOffset: 0, endOffset: content.length, heading: null }],
      });
      ids.push(result.resourceId);
      bar.step();
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  bar.end();
  return ids;
}
