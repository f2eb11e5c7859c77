import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { HealthReport } from '../options.js';
import type { Gauges } from './gauges.js';
import { createLook } from './look.js';
import { createState } from './state.js';
import { createTraffic, type Traffic } from './traffic.js';

/** What `/metrics` is made of. */
export interface Metrics extends Traffic {
  /** Of the answer: Prometheus' text format 0.0.4. */
  readonly contentType: string;
  /** Asks the server how it is, and writes nothing. Takes no longer than the deadline: what has not answered by then is missing, and `ltmc_scrape_complete` is 0. */
  text(): Promise<string>;
}

export interface MetricsOptions {
  readonly version: string;
  /** Those that are labels of their own; any other counts as `other`. */
  readonly paths: readonly string[];
  readonly health: () => Promise<HealthReport>;
  readonly gauges: Gauges;
  /** How long a look at a part of the server may take, milliseconds. */
  readonly deadlineMs: number;
}

/** A registry of its own, so that two servers in one process do not count for each other; process and event loop are those that both share. */
export function createMetrics({ version, paths, health, gauges, deadlineMs }: MetricsOptions): Metrics {
  const register = new Registry();
  collectDefaultMetrics({ register });
  new Gauge({ name: 'ltmc_build_info', help: 'Which LTMC runs, and on which Node.js; always 1.', labelNames: ['version', 'node'], registers: [register] })
    .set({ version, node: process.version }, 1);
  const traffic = createTraffic(register, paths);
  const state = createState(register);
  const look = createLook(health, gauges, deadlineMs);
  return {
    ...traffic,
    contentType: register.contentType,
    text: async () => {
      state.show(await look());
      return register.metrics();
    },
  };
}
