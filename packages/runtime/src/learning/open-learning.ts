import type { Config } from '@ltmc/config';
import type { Clock, Logger, RecordStore } from '@ltmc/contracts';
import { createLearning } from '@ltmc/learning';
import type { MemoryService } from '@ltmc/memory';
import type { LearningAccess } from '@ltmc/tools';
import { adaptiveSettings, type TunableParts } from './adaptive-settings.js';
import { createKnowledgeSource } from './knowledge-source.js';

export interface LearningParts extends TunableParts {
  readonly config: Pick<Config, 'learning'>;
  readonly record: RecordStore;
  readonly memory: MemoryService;
  readonly clock: Clock;
  readonly logger: Logger;
}

const MINUTE_MS = 60_000;

/** Undefined where it is switched off. */
export function openLearning({ config: { learning }, record, memory, clock, logger, ...parts }: LearningParts): (LearningAccess & AsyncDisposable) | undefined {
  if (!learning.enabled) return undefined;
  const service = createLearning({ record, source: createKnowledgeSource({ memory, record }), settings: adaptiveSettings(parts), intervalMs: learning.intervalMinutes * MINUTE_MS, clock, logger });
  return { service, coordinates: learning.coordination, [Symbol.asyncDispose]: () => service.close() };
}
