import type { CallContext, Logger } from '@ltmc/contracts';
import type { ToolRegistry } from '@ltmc/tools';

/** How the server names itself to clients. */
export interface ServerInfo {
  /** e.g. `ltmc` */
  readonly name: string;
  readonly version: string;
  /** Shown to people in place of `name`. */
  readonly title?: string;
}

/** On whose behalf a transport calls. */
export type Caller = Pick<CallContext, 'namespace' | 'principal' | 'scopes'>;

/** What every MCP face needs, whatever carries it. */
export interface McpServerOptions {
  readonly registry: ToolRegistry;
  readonly info: ServerInfo;
  readonly caller: Caller;
  readonly logger: Logger;
  /** What a model is told about the server as a whole. Default {@link DEFAULT_INSTRUCTIONS}. */
  readonly instructions?: string;
}
