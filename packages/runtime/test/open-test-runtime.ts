import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { loadConfig } from '@ltmc/config';
import type { CallContext, JsonObject, Logger } from '@ltmc/contracts';
import { openRuntime, type Runtime, type RuntimeOptions } from '../src/index.js';

export const silent: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
export const context: CallContext = { namespace: 'default', principal: 'tester' };

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, validateFormats: false });

export interface TestRuntime extends AsyncDisposable {
  readonly runtime: Runtime;
  readonly folder: string;
  /** The result; throws the call's error, or an error when the result does not fit the tool's output schema. */
  call(name: string, args: JsonObject, as?: CallContext): Promise<JsonObject>;
}

/** Everything real, in a folder of its own (or in `folder`, which then stays). */
export async function openTestRuntime(folder?: string, env: NodeJS.ProcessEnv = {}, options: Partial<RuntimeOptions> = {}): Promise<TestRuntime> {
  const home = folder ?? (await mkdtemp(join(tmpdir(), 'ltmc-runtime-')));
  const runtime = await openRuntime(loadConfig({ DB_PATH: join(home, 'ltmc.db'), ...env }), { logger: silent, version: '0.0.0', ...options });
  return {
    runtime,
    folder: home,
    call: async (name, args, as = context) => {
      const outcome = await runtime.registry.call(name, args, as);
      if (!outcome.ok) throw outcome.error;
      const schema = runtime.registry.list().find((tool) => tool.name === name)?.outputSchema ?? {};
      if (!ajv.validate(schema, outcome.result)) throw new Error(`${name} answered against its schema: ${ajv.errorsText()}`);
      return outcome.result;
    },
    [Symbol.asyncDispose]: async () => {
      await runtime.close();
      if (folder === undefined) await rm(home, { recursive: true, force: true });
    },
  };
}
