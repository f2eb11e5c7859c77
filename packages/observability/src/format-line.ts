import { redactText } from './secrets-in-text.js';
import { fieldsToLoggable, type Loggable } from './to-loggable.js';

/** How loud a line is; a logger writes its own level and those before it. */
export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
/** One of {@link LOG_LEVELS}. */
export type LogLevel = (typeof LOG_LEVELS)[number];
/** `json` for machines, one object a line; `line` for people: time, level, message, then `key=value`. */
export type LogFormat = 'json' | 'line';

/** What a caller logged. */
export interface LogEntry {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Unix epoch milliseconds, UTC. */
  readonly atMs: number;
}

/** An entry as one line without its end. Secrets and memory text are gone, and no value can begin a line of its own. */
export function formatLine({ level, message, fields, atMs }: LogEntry, format: LogFormat): string {
  const timestamp = new Date(atMs).toISOString();
  const text = redactText(message);
  const safe = fieldsToLoggable(fields);
  if (format === 'json') {
    const head = { timestamp, level, message: text };
    return JSON.stringify({ ...head, ...safe, ...head }); // first for the eye, last so that no field replaces it
  }
  const pairs = Object.entries(safe).map(([key, value]) => ` ${onOneLine(key)}=${formatValue(value)}`);
  return `${timestamp} ${level.padEnd(5)} ${onOneLine(text)}${pairs.join('')}`;
}

/** Words stand as they are, everything else as JSON. */
function formatValue(value: Loggable): string {
  return typeof value === 'string' && /^[^\s"=\p{Cc}]+$/u.test(value) ? value : onOneLine(JSON.stringify(value));
}

/** A forged line end or terminal sequence in a logged value would read as something LTMC had said. */
function onOneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}
