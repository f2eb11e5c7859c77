import type { RateLimitConfig } from './config.js';
import type { Settings } from './variables.js';

const VARIABLE = 'LTMC_RATE_LIMITS';
const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, min: 60_000, h: 3_600_000 };

/** One limit as it is written, e.g. `store_memory=60/min`. */
export const RATE_LIMIT = String.raw`^(\*|failed-auth|[a-z][a-z_]{0,63})=[1-9][0-9]{0,6}/(s|min|h)$`;

/** What stands between the commas; `off` is no limit at all. */
export function rateLimitTexts(text: string): string[] {
  const items = text.split(',').map((item) => item.replaceAll(/\s/gu, '').toLowerCase()).filter((item) => item !== '');
  return items.length === 1 && items[0] === 'off' ? [] : items;
}

/** The schema has let pass what {@link RATE_LIMIT} describes. */
export function rateLimitsOf({ rateLimitTexts: texts }: Settings): readonly RateLimitConfig[] | undefined {
  return texts && Object.freeze(texts.map((text) => {
    const [name = '', rate = ''] = text.split('=');
    const [count, unit = ''] = rate.split('/');
    return Object.freeze({ name, count: Number(count), perMs: UNIT_MS[unit] ?? 0 });
  }));
}

/** Two limits of one name: which of them holds? `read` are the settings, valid or not. */
export function rateLimitProblems({ rateLimitTexts: texts }: Readonly<Record<string, unknown>>): string[] {
  const names = Array.isArray(texts) ? texts.map((text) => String(text).split('=')[0] ?? '') : [];
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [...twice].map((name) => `${VARIABLE} has two limits for ${JSON.stringify(name)}; leave one of them out`);
}
