/** How far LTMC may log; each level includes those before it. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/** Everything a process can be told from outside. Deeply frozen; every path is absolute. */
export interface Config {
  /** The SQLite file of the record (`DB_PATH`). */
  readonly dbPath: string;
  /** Folder of the vector index snapshots (`FAISS_INDEX_PATH` or `VECTOR_INDEX_PATH`). Its content can be deleted at any moment. */
  readonly indexFolder: string;
  /** `LOG_LEVEL` */
  readonly logLevel: LogLevel;
  /** Address the HTTP server binds to (`HTTP_HOST`). */
  readonly httpHost: string;
  /** 0 picks a free port (`HTTP_PORT`). */
  readonly httpPort: number;
  /** The tenant that stdio and keyless loopback calls belong to (`LTMC_NAMESPACE`). */
  readonly namespace: string;
  /** Host names without port accepted in `Host` and `Origin` besides loopback ones, in lower case (`LTMC_ALLOWED_HOSTS`). */
  readonly allowedHosts: readonly string[];
  /** `full` survives a power loss, `normal` only the death of the process (`LTMC_DURABILITY`). */
  readonly durability: 'full' | 'normal';
  /** Longest document, in bytes of UTF-8 (`LTMC_MAX_CONTENT_BYTES`). */
  readonly maxContentBytes: number;
  /** Threads that embed; absent lets the embedder choose by the machine (`LTMC_EMBED_WORKERS`). */
  readonly embedWorkers?: number;
  /** One sentence for each variable that is set and has no effect. Show them to the operator: nothing is ignored in silence. */
  readonly notices: readonly string[];
}
