import type { Clock, ErrorCode } from '@ltmc/contracts';
import type { Caller, McpServerOptions } from '@ltmc/mcp-server';
import type { ApiKeys } from './keys/open-api-keys.js';
import type { RateLimit } from './limits/rate-limit.js';
import type { Gauges } from './metrics/gauges.js';
import type { TlsFiles } from './tls/open-tls-files.js';

/** State of one part of the server. `disabled`: not configured, or not part of this version. */
export interface HealthComponent {
  readonly state: 'ok' | 'degraded' | 'unavailable' | 'idle' | 'disabled';
  /** One sentence where the state is not `ok`. */
  readonly why?: string;
  readonly [detail: string]: unknown;
}

/** What `GET /health` answers; names of details are turned into snake_case on the way out. */
export interface HealthReport {
  readonly status: 'ok' | 'degraded' | 'unavailable';
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  /** By name: `database`, `redis`, `vector_store`, `neo4j`. */
  readonly components: { readonly database: HealthComponent; readonly redis: HealthComponent; readonly vector_store: HealthComponent; readonly neo4j: HealthComponent };
}

/** What `GET /orchestration/health` answers, with whatever else it holds; names are turned into snake_case on the way out. */
export interface OrchestrationReport {
  readonly status: 'ok' | 'unavailable';
}

/** A call that was refused before it reached the registry. */
export interface Refusal {
  readonly code: ErrorCode;
  /** Absent where the key is what was wrong. */
  readonly caller?: Pick<Caller, 'namespace' | 'principal'>;
  /** Names of tools as they were sent, and methods. */
  readonly calls?: readonly string[];
  /** Where a wrong key came from. */
  readonly address?: string;
}

/** What the HTTP face needs. `registry`, `info`, `logger` and `instructions` are those of the MCP server; `caller` is who calls where there are no `apiKeys`. */
export interface HttpApiOptions extends McpServerOptions {
  /**
   * Callers are let in by these, and namespace, principal and scopes are those of the key; the registry refuses what the scopes do not permit.
   * Stays the owner's to close. Default: everybody on this machine is let in as `caller`, and only loopback is listened on.
   */
  readonly apiKeys?: Pick<ApiKeys, 'find'>;
  /** Never throws. */
  readonly health: () => Promise<HealthReport>;
  /** Never throws. Default: there is nothing at `/orchestration/health`. */
  readonly orchestrationHealth?: () => Promise<OrchestrationReport>;
  /** What `/metrics` shows beside health and traffic. Default: nothing. */
  readonly gauges?: Gauges;
  /** How long `/metrics` waits for `health` and each of the `gauges`, milliseconds; what has not answered by then is left out. Default 2000. */
  readonly metricsDeadlineMs?: number;
  /** Host names accepted in `Host` and `Origin` besides the loopback ones, in lower case, without port. Default none. */
  readonly allowedHosts?: readonly string[];
  /** Origins whose pages may call from a browser, as browsers send them: `https://app.example:8443`, in lower case. Default none. */
  readonly corsOrigins?: readonly string[];
  /**
   * How often a caller may call which tool, and an address send a wrong key. Empty: as often as they like. Without `failed-auth` that has its default.
   * Default: 3000 calls and 60 wrong keys a minute where there are `apiKeys`, else none.
   */
  readonly rateLimits?: readonly RateLimit[];
  /** How many proxies in front are believed what they say of the caller's address (`X-Forwarded-For`). Default 0: the address is that of the connection. */
  readonly trustProxyHops?: number;
  /** By which limits fill again; it never goes back. Default: that of the process. */
  readonly clock?: Clock;
  /** What `openTlsFiles` gives; HTTPS with TLS 1.3 is spoken then, and nothing else. Stays the owner's to close. Default: plain HTTP. */
  readonly tls?: Pick<TlsFiles, 'current' | 'onChange'>;
  /** Told of calls over a limit and of wrong keys, of these no more than the limit of `failed-auth` lets through. Default: nobody is told. */
  readonly onRefused?: (refusal: Refusal) => void;
  /** Longest request body, in bytes. Default 16 MiB. */
  readonly maxBodyBytes?: number;
  /** Most requests in one JSON-RPC batch. Default 100. */
  readonly maxBatch?: number;
  /** How long `close()` lets requests finish, in milliseconds. Default 5000. */
  readonly drainMs?: number;
}
