// The HTTP server of the tools benchmark: the product with an echo tool beside its own. Nothing that is asked again is answered from what is kept.
import { createHttpApi } from '@ltmc/http-api';
import { loadConfig } from '@ltmc/config';
import { openRuntime } from '@ltmc/runtime';
import { createToolRegistry } from '@ltmc/tools';

const logger = { debug() {}, info() {}, warn() {}, error(message, fields) { process.stderr.write(`${message} ${fields?.cause ?? ''}\n`); } };
const echo = {
  name: 'echo', title: 'Echo', group: 'bench', description: 'Gives back what it got.', annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  inputSchema: { type: 'object', additionalProperties: false, properties: { text: { type: 'string' } } },
  outputSchema: { type: 'object', properties: { success: { const: true }, text: { type: 'string' } } },
  run: async ({ text }) => ({ success: true, text }),
};
const runtime = await openRuntime(loadConfig({ ...process.env, LTMC_TOOLSETS: 'all', CACHE_ENABLED: 'false' }), { logger, version: 'bench' });
const own = createToolRegistry({ tools: [echo], services: async () => ({}), logger });
const registry = { ...runtime.registry, has: (name) => name === 'echo' || runtime.registry.has(name), call: (name, ...rest) => (name === 'echo' ? own : runtime.registry).call(name, ...rest) };
const api = await createHttpApi({ registry, health: () => runtime.health(), info: { name: 'bench', version: '1' }, caller: { namespace: 'default', principal: 'bench' }, logger });
process.stdout.write(`${await api.listen({ host: '127.0.0.1', port: 0 })}\n`);
process.stdin.resume().once('end', async () => {
  await api.close();
  await runtime.close();
});
