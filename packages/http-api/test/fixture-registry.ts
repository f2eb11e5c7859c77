import { LtmcError, type CallContext, type JsonObject } from '@ltmc/contracts';
import type { ToolDescriptor, ToolRegistry } from '@ltmc/tools';

type Handler = (args: JsonObject, context: CallContext) => Promise<JsonObject> | JsonObject;

const HANDLERS = new Map<string, Handler>([
  ['echo', (args) => ({ got: args })],
  ['whoami', (_args, { namespace, principal }) => ({ got: `${principal}@${namespace}` })],
  ['subtract', ({ minuend, subtrahend }) => ({ got: Number(minuend) - Number(subtrahend) })],
  ['picky', () => { throw new LtmcError('LTMC_INVALID_INPUT', 'top_k is 0; it must be 1 to 100', { details: { problems: ['top_k'] } }); }],
  ['missing', () => { throw new LtmcError('LTMC_NOT_FOUND', 'no memory with the id 7', { cause: new Error('SELECT secret FROM /var/db'), details: { resource_id: 7 } }); }],
  ['slow', async ({ ms }, { signal }) => new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ got: 'waited' }), Number(ms));
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve({ got: 'cancelled' });
    });
  })],
]);

function describeTool(name: string): ToolDescriptor {
  return {
    name, title: `The ${name} tool`, description: `Does ${name}.`, group: 'test',
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    inputSchema: { type: 'object', properties: {} },
    outputSchema: { type: 'object', properties: { success: { const: true }, got: {} } },
  };
}

/** Small real tools; `ended` holds what each call came to, in order of ending. */
export function createFixtureRegistry(): ToolRegistry & { readonly ended: JsonObject[]; once(name: string): Promise<void> } {
  const ended: JsonObject[] = [];
  const waiting = new Map<string, () => void>();
  const tools = [...HANDLERS.keys()].map(describeTool);
  return {
    ended,
    once: (name) => new Promise((resolve) => waiting.set(name, resolve)),
    list: () => tools,
    has: (name) => HANDLERS.has(name),
    call: async (name, args, context) => {
      try {
        const handler = HANDLERS.get(name);
        if (!handler) throw new LtmcError('LTMC_UNKNOWN_TOOL', `unknown tool "${name}"`);
        waiting.get(`${name} begun`)?.();
        const result = { success: true, ...(await handler(args as JsonObject, context)) };
        ended.push({ name, ...result });
        waiting.get(name)?.();
        return { ok: true, result, text: JSON.stringify(result) };
      } catch (error) {
        if (!LtmcError.is(error)) throw error;
        return { ok: false, error, errorId: 'e-1' };
      }
    },
  };
}
