import type { Clock, Logger } from '@ltmc/contracts';
import type { AdaptiveChange, AdaptiveSetting } from './setting.js';

/** A setting as it stands. */
export interface AdaptiveState {
  readonly name: string;
  readonly value: number;
  readonly bounds: readonly [least: number, most: number];
  /** Newest first. */
  readonly changes: readonly AdaptiveChange[];
}

/** Settings that follow what is measured. */
export interface Adaptation {
  /** One round: each setting is measured, and changed where its rule says so. A part that cannot be asked or changed stays as it is; never rejects. */
  run(): Promise<readonly AdaptiveChange[]>;
  report(): readonly AdaptiveState[];
}

const KEPT_CHANGES = 20;

/** Changes are kept and logged with the signal that asked for them, and never leave the bounds. */
export function createAdaptation({ settings, clock, logger }: { readonly settings: readonly AdaptiveSetting[]; readonly clock: Clock; readonly logger: Logger }): Adaptation {
  const changes = new Map<string, AdaptiveChange[]>(settings.map(({ name }) => [name, []]));

  const follow = async (setting: AdaptiveSetting): Promise<AdaptiveChange | undefined> => {
    const { name, value: before, bounds: [least, most] } = setting;
    const { signal, decision } = (await setting.judge()) ?? {};
    if (!signal || !decision) return undefined;
    const after = Math.min(most, Math.max(least, decision.value));
    if (after === before) return undefined;
    await setting.apply(after);
    const change: AdaptiveChange = { name, atMs: clock.nowMs(), signal, reason: decision.reason, before, after };
    changes.get(name)?.unshift(change);
    changes.get(name)?.splice(KEPT_CHANGES);
    logger.info('a setting follows what was measured', { setting: name, signal, decision: decision.reason, before, after });
    return change;
  };

  return {
    run: async () => {
      const made: AdaptiveChange[] = [];
      for (const setting of settings) {
        const change = await follow(setting).catch((cause: unknown) => {
          logger.warn('a setting could not be measured or changed and stays as it is', { setting: setting.name, cause });
          return undefined;
        });
        if (change) made.push(change);
      }
      return made;
    },
    report: () => settings.map(({ name, value, bounds }) => ({ name, value, bounds, changes: changes.get(name) ?? [] })),
  };
}
