import type { RequestHandler } from 'express';
import type { ToolRegistry } from '@ltmc/tools';
import { Counter, Histogram, type Registry } from 'prom-client';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'OPTIONS', 'PUT', 'PATCH', 'DELETE']);
/** From what the cache answers to what nobody waits for, seconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Stands for what a caller could make up without end. */
const OTHER = 'other';
/** As in the errors: the client went away before it had an answer. */
const CLIENT_GONE = 499;

/** Counts what comes in. */
export interface Traffic {
  /** To be met before everything else. */
  readonly countRequests: RequestHandler;
  /** The registry, its calls counted. */
  countCalls(registry: ToolRegistry): ToolRegistry;
  /** A call or an attempt was over its limit. */
  countRefused(limit: 'calls' | 'failed_auth'): void;
}

/** @param paths - those that are labels of their own. */
export function createTraffic(register: Registry, paths: readonly string[]): Traffic {
  const registers = [register];
  const known = new Set(paths);
  const requests = new Counter({ name: 'ltmc_requests_total', help: 'HTTP requests answered, by method and status.', labelNames: ['method', 'status'], registers });
  const durations = new Histogram({ name: 'ltmc_request_duration_seconds', help: 'Time from the head of a request to the end of its answer, by path.', labelNames: ['path'], buckets: BUCKETS, registers });
  const calls = new Counter({ name: 'ltmc_tool_calls_total', help: 'Calls of tools, by tool and outcome: ok, or the stable code of the error.', labelNames: ['tool', 'outcome'], registers });
  const took = new Histogram({ name: 'ltmc_tool_duration_seconds', help: 'Time that calls of tools took, by tool.', labelNames: ['tool'], buckets: BUCKETS, registers });
  const refused = new Counter({ name: 'ltmc_rate_limited_total', help: 'Calls, and attempts with a wrong API key, that were over their limit.', labelNames: ['limit'], registers });
  for (const limit of ['calls', 'failed_auth']) refused.inc({ limit }, 0);

  return {
    countRequests: ({ method, path }, response, next) => {
      const startMs = performance.now();
      response.once('close', () => {
        const status = response.writableFinished ? response.statusCode : CLIENT_GONE;
        requests.inc({ method: METHODS.has(method) ? method : OTHER, status });
        durations.observe({ path: known.has(path) ? path : OTHER }, secondsSince(startMs));
      });
      next();
    },
    countCalls: (registry) => ({
      list: () => registry.list(),
      has: (name) => registry.has(name),
      call: async (name, args, context) => {
        const startMs = performance.now();
        const outcome = await registry.call(name, args, context);
        const tool = registry.has(name) ? name : OTHER;
        calls.inc({ tool, outcome: outcome.ok ? 'ok' : outcome.error.code });
        took.observe({ tool }, secondsSince(startMs));
        return outcome;
      },
    }),
    countRefused: (limit) => refused.inc({ limit }),
  };
}

function secondsSince(startMs: number): number {
  return (performance.now() - startMs) / 1000;
}
