import type { Config } from '@ltmc/config';
import type { DiagnoseOptions } from './diagnosis/diagnose.js';
import type { Finding } from './diagnosis/finding.js';

/** See `diagnosis/diagnose.ts`; loads what it needs with the first finding, so that a server that never asks does not pay for it. */
export async function* diagnose(config: Config, options: DiagnoseOptions = {}): AsyncGenerator<Finding> {
  const { diagnose: begin } = await import('./diagnosis/diagnose.js');
  yield* begin(config, options);
}
