import type { CallContext, Logger } from '@ltmc/contracts';
import type { Catalog, ToolRegistry } from '@ltmc/tools';

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
  /** Resources and prompts. Default: the server has tools only. */
  readonly catalog?: Catalog;
  readonly info: ServerInfo;
  readonly caller: Caller;
  readonly logger: Logger;
  /** What a model is told about the server as a whole. Default {@link DEFAULT_INSTRUCTIONS}. */
  readonly instructions?: string;
}
