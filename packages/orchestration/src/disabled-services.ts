import { LtmcError } from '@ltmc/contracts';
import type { SharedChunkBufferService } from './buffer/types.js';
import type { ContextCoordinationService } from './contexts/types.js';
import type { ToolCacheService } from './tool-cache/types.js';
import type { OrchestrationMode, ServiceName } from './types.js';

/** In place of the services that a mode switches off: every method says so. What others call beside their own work does nothing. */
export function disabledServices(mode: OrchestrationMode): { readonly contexts: ContextCoordinationService; readonly toolCache: ToolCacheService; readonly buffer: SharedChunkBufferService } {
  const refusal = (service: ServiceName) => async (): Promise<never> => {
    throw new LtmcError('LTMC_DISABLED', `${service} is switched off in the mode "${mode}"; start with ORCHESTRATION_MODE=full to use it`, { details: { service, mode, enabled_by: ['full', 'debug'] } });
  };
  const context = refusal('context_coord');
  const cache = refusal('tool_cache');
  const buffer = refusal('shared_buffer');
  return {
    contexts: { create: context, join: context, leave: context, propagate: context, get: context, events: context, ack: context },
    toolCache: { stats: cache, invalidate: cache, get: cache, put: cache, generations: async (_namespace, tools) => tools.map(() => 0) },
    buffer: { put: buffer, get: buffer, list: buffer, popular: buffer, stats: buffer, count: buffer, noteUse: () => undefined, popularChunks: async () => [] },
  };
}
