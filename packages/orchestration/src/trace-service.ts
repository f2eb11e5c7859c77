import { LtmcError, type CallContext, type CoordinationStore, type JsonObject, type Logger } from '@ltmc/contracts';
import type { ServiceName } from './types.js';

export interface TraceOptions {
  readonly store: CoordinationStore;
  readonly logger: Logger;
}

/**
 * The same service; each call is told in the log and in the event stream `debug` of its namespace once it has ended: who, what, how long, how it ended. Never
 * what was said: that is the agents' own.
 */
export function traceService<Service extends object>(name: ServiceName, service: Service, { store, logger }: TraceOptions): Service {
  const tell = (operation: string, context: CallContext, outcome: { readonly code: string | null; readonly fromMs: number }): void => {
    const event = {
      service: name,
      operation,
      agent_id: context.agentId ?? null,
      session_id: context.sessionId ?? null,
      success: outcome.code === null,
      code: outcome.code,
      execution_time_ms: Math.round((performance.now() - outcome.fromMs) * 1000) / 1000,
    };
    logger.debug('orchestration call', event);
    void append(store, context.namespace, event).catch((cause: unknown) => logger.debug('a debug event was not kept', { cause: String(cause) }));
  };
  return new Proxy(service, {
    get: (target, operation, receiver) => {
      const method: unknown = Reflect.get(target, operation, receiver);
      if (typeof method !== 'function' || typeof operation !== 'string') return method;
      return (...args: readonly unknown[]): unknown => {
        const fromMs = performance.now();
        const [context] = args;
        const returned: unknown = Reflect.apply(method, target, args);
        if (!isContext(context) || !(returned instanceof Promise)) return returned;
        returned.then(
          () => tell(operation, context, { code: null, fromMs }),
          (cause: unknown) => tell(operation, context, { code: LtmcError.is(cause) ? cause.code : 'LTMC_INTERNAL', fromMs }),
        );
        return returned;
      };
    },
  });
}

async function append(store: CoordinationStore, namespace: string, event: JsonObject): Promise<void> {
  await store.space(namespace).stream('debug').append(event);
}

function isContext(value: unknown): value is CallContext {
  return typeof value === 'object' && value !== null && 'namespace' in value && typeof value.namespace === 'string';
}
