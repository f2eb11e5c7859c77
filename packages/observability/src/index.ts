export { createLogger } from './create-logger.js';
export { LOG_LEVELS } from './format-line.js';
export { toLoggable } from './to-loggable.js';
export type { ClosableLogger, LoggerOptions } from './create-logger.js';
export type { LogFormat, LogLevel } from './format-line.js';
export type { Loggable } from './to-loggable.js';
