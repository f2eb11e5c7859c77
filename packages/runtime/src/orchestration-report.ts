import type { Config } from '@ltmc/config';
import { LtmcError, type Clock } from '@ltmc/contracts';
import type { OpenedServices } from './open-services.js';
import type { OrchestrationReport } from './runtime.js';

/** Never rejects. */
export async function orchestrationReport({ redis, orchestrationMode: mode }: Config, services: () => Promise<OpenedServices>, clock: Clock): Promise<OrchestrationReport> {
  const timestamp = new Date(clock.nowMs()).toISOString();
  try {
    const { state, latencyMs, why, driver, reach, services: on } = await (await services()).orchestration.health();
    return { status: state, timestamp, mode, driver, reach, services: on, ...(latencyMs === undefined ? {} : { latencyMs: Math.round(latencyMs * 10) / 10 }), ...(why === undefined ? {} : { why }) };
  } catch (error) {
    const why = LtmcError.is(error) ? error.message : 'could not be opened; the log tells why';
    return { status: 'unavailable', timestamp, mode, ...(redis ? { driver: 'redis', reach: 'network' } : { driver: 'sqlite', reach: 'machine' }), services: {}, why };
  }
}
