import { createServer, type AddressInfo } from 'node:net';
import { loadConfig } from '@ltmc/config';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkGraph } from '../src/diagnosis/graph.js';
import { checkRedis } from '../src/diagnosis/redis.js';

let port = 0;
/** One where nobody listens any more. */
beforeAll(async () => {
  const server = createServer();
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  ({ port } = server.address() as AddressInfo);
  await new Promise((resolve) => { server.close(resolve); });
});

const redis = (env: NodeJS.ProcessEnv = {}) => checkRedis(loadConfig({ REDIS_HOST: '127.0.0.1', REDIS_PORT: String(port), ...env }));
const neo4j = (env: NodeJS.ProcessEnv = {}) => checkGraph(loadConfig({ NEO4J_URI: `bolt://127.0.0.1:${port}`, NEO4J_PASSWORD: 'secret', ...env }), undefined);

describe.each([['redis', redis, 'REDIS_REQUIRED'], ['neo4j', neo4j, 'NEO4J_REQUIRED']] as const)('%s is away', (check, diagnosed, variable) => {
  it('and LTMC works without: a note that calls nothing required', async () => {
    const findings = await diagnosed();
    expect(findings).toMatchObject([{ check, state: 'note', message: expect.stringMatching(/meanwhile/u), mend: expect.any(String) }]);
    expect(JSON.stringify(findings)).not.toMatch(/required|secret/iu);
  });

  it('and is required: a problem, as no server starts', async () => {
    expect(await diagnosed({ [variable]: 'true' })).toMatchObject([{ check, state: 'problem', message: expect.stringContaining('no server starts'), mend: expect.stringContaining(variable) }]);
  });
});
