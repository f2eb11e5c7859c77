import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import { describeWithServer } from '@ltmc/testing';
import { neo4j, openEmptyGraph, openGraph } from './neo4j/shared-server.js';

const CHILD = fileURLToPath(new URL('child/open-with-scheme.mjs', import.meta.url));
const A = { kind: 'document', id: 1 } as const;
const B = { kind: 'document', id: 2 } as const;

function uriWith(scheme: string): string {
  return neo4j.uri.replace('bolt:', `${scheme}:`);
}

/** In a process of its own: whom Node trusts is settled when it starts. */
async function openedBy(uri: string, environment: NodeJS.ProcessEnv): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [CHILD, uri, neo4j.password], { env: { ...process.env, ...environment } });
  return JSON.parse(stdout);
}

describeWithServer('ways to reach Neo4j', neo4j, () => {
  beforeEach(async () => {
    await using graph = await openEmptyGraph();
    await graph.apply({ edges: [{ namespace: 'schemes', revision: 1, edge: { source: A, target: B, type: 'part_of', strength: 1, automatic: false } }] });
  });

  describe.each(['bolt', 'neo4j', 'bolt+ssc', 'neo4j+ssc'])('%s://', (scheme) => {
    it('reads what was written another way, writes, and says where it is', async () => {
      await using graph = await openGraph({ uri: uriWith(scheme), required: true });
      await graph.apply({ edges: [{ namespace: 'schemes', revision: 2, edge: { source: B, target: A, type: 'depends_on', strength: 0.5, automatic: false } }] });
      const { found } = await graph.neighbours({ namespace: 'schemes', node: A, direction: 'in' });
      expect(found.map(({ node, path }) => [node.id, path.hops[0]?.type])).toEqual([[2, 'depends_on']]);
      expect(await graph.health()).toMatchObject({ state: 'ok' });
    });
  });

  it.each(['bolt+s', 'neo4j+s'])('%s:// takes a certificate of an authority that Node trusts', async (scheme) => {
    expect(await openedBy(uriWith(scheme), { NODE_EXTRA_CA_CERTS: neo4j.certificateFile })).toMatchObject({ edges: 1 });
  });

  it.each(['bolt+s', 'neo4j+s'])('%s:// refuses any other certificate, and says that it is the certificate', async (scheme) => {
    expect(await openedBy(uriWith(scheme), {})).toMatchObject({ code: 'LTMC_GRAPH_UNAVAILABLE', message: expect.stringMatching(/certificate/u) });
  });
});
