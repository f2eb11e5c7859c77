import { env } from 'node:process';

/**
 * onnxruntime 1.30 and later report to their maker when they are loaded: a request to a telemetry host, and a device id under `~/.cache/Microsoft`. Nothing
 * that LTMC runs on leaves the machine, so this is turned off before a thread loads the library. The library asks the process's own
 * environment, which only the main thread can change; whoever embeds in a thread of their own sets `ORT_DISABLE_TELEMETRY=1` for the process.
 * A value that is set already stays.
 */
export function turnOffTelemetry(): void {
  env['ORT_DISABLE_TELEMETRY'] ??= '1';
}
