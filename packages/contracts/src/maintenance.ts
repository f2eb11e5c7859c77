import type { EmbeddingFingerprint } from './embedding.js';

/** How far a long call has come. Steps follow one another, and none comes back. */
export interface MaintenanceProgress {
  /** What is being done, in a word or two, e.g. `copying`. */
  readonly step: string;
  readonly done: number;
  /** At least `done`; absent where it is not known before the end. */
  readonly total?: number;
  readonly unit: 'bytes' | 'pages' | 'checks' | 'memories';
}

/** What every call of {@link RecordMaintenance} takes. */
export interface MaintenanceOptions {
  /** Called often, and never after the call has settled. */
  readonly onProgress?: (progress: MaintenanceProgress) => void;
  /** Aborting rejects with `LTMC_CANCELLED`; what was begun is undone. */
  readonly signal?: AbortSignal;
}

export interface BackupOptions extends MaintenanceOptions {
  /** Replaces a backup of the same name. Default false: it is refused with `LTMC_FILE_EXISTS`. */
  readonly overwrite?: boolean;
}

export interface BackupSummary {
  readonly sizeBytes: number;
  /** Of the whole file, hex. */
  readonly sha256: string;
}

export interface RestoreOptions extends MaintenanceOptions {
  /** Replaces the record that is there. Default false: it is refused with `LTMC_FILE_EXISTS`. */
  readonly overwrite?: boolean;
  /** Default true. False relies on the engine's own check alone, which does not see a changed letter. */
  readonly requireChecksum?: boolean;
}

export interface RestoreSummary {
  /** What stood there before. A damaged file is kept beside the record, under a name that says so. */
  readonly replaced: 'nothing' | 'record' | 'damaged file';
  /** New with every restore: the history branches here, and projections of the former record must not be trusted. */
  readonly recordId: string;
}

/** Something about a record that is not as it must be. */
export interface RecordProblem {
  /** Stable name of the check, e.g. `full text`. */
  readonly check: string;
  /** What is wrong, in a sentence. */
  readonly message: string;
  /** What mends it. */
  readonly mend: string;
}

export interface RecordCheck {
  /** Empty when all is well. */
  readonly problems: readonly RecordProblem[];
  /** Name and version of the engine, e.g. `SQLite 3.52.0`. */
  readonly engine: string;
  readonly recordId: string;
  readonly sizeBytes: number;
  /** Current memories of all namespaces, and their chunks. */
  readonly memories: number;
  readonly chunks: number;
  /** Current chunks that wait for an embedding. */
  readonly pendingChunks: number;
  /** Whose embeddings the record holds; undefined before the first one. */
  readonly fingerprint: EmbeddingFingerprint | undefined;
}

export interface ExportOptions extends MaintenanceOptions {
  /** Default: all. `LTMC_NOT_FOUND` when the record has none of this name. */
  readonly namespace?: string;
  /** Takes the embeddings along, so that nothing is computed again after an import by the same model. Default false. */
  readonly embeddings?: boolean;
}

export interface ImportOptions extends MaintenanceOptions {
  /** Where everything goes, whatever the file says. Default: where the file says. */
  readonly namespace?: string;
  /**
   * What happens to a memory that the record has under the same name with another history. False, the default: `LTMC_IMPORT_CONFLICT`, and nothing
   * is written. True: the versions that the record lacks are added after its own, as if they were stored now.
   */
  readonly merge?: boolean;
  /** Embeddings of another model than this (`EmbeddingFingerprint.id`) are left out and made anew. Default: as the record has it, or else any. */
  readonly fingerprint?: string;
}

export interface ImportSummary {
  /** Memories that were new to the record. */
  readonly created: number;
  /** Memories that got further versions (`merge`). */
  readonly extended: number;
  /** Memories that the record had already, with all these versions. */
  readonly unchanged: number;
  /** Versions written. */
  readonly versions: number;
  /** Embeddings taken over. */
  readonly embeddings: number;
  /** The file has embeddings of another model, which were left out. */
  readonly embeddingsLeftOut: boolean;
}

/**
 * Care for a record as a whole, while servers use it (but for `restore`). Speaks of files that hold a record and not of an engine.
 *
 * Besides the codes named below, calls throw the `LTMC_STORE_...` codes of `RecordStore`, and `LTMC_STORE_UNAVAILABLE` where there is no record.
 */
export interface RecordMaintenance {
  /**
   * Copies the record as it is at one moment into one file, with its SHA-256 beside it (`<file>.sha256`, as `sha256sum` writes it). Both appear
   * whole or not at all. Other processes go on reading and writing.
   * @throws LtmcError `LTMC_FILE_EXISTS`, `LTMC_INVALID_INPUT` when the file is the record itself.
   */
  backup(file: string, options?: BackupOptions): Promise<BackupSummary>;
  /**
   * Puts a backup in the record's place. Everything is checked before anything is replaced; a crash leaves the former or the restored record, whole.
   * @throws LtmcError `LTMC_FILE_EXISTS`, `LTMC_STORE_IN_USE`, `LTMC_BACKUP_DAMAGED`, `LTMC_STORE_FOREIGN`, `LTMC_STORE_NEWER`, `LTMC_NOT_FOUND`.
   */
  restore(file: string, options?: RestoreOptions): Promise<RestoreSummary>;
  /** Looks for damage and broken rules; writes nothing. */
  check(options?: MaintenanceOptions): Promise<RecordCheck>;
  /**
   * Every memory with all its versions as JSON Lines, each piece one line with its end. Memories come whole, each as it is when its turn comes.
   * Idempotency keys, the change log and ids are not part of it.
   */
  exportJsonLines(options?: ExportOptions): AsyncIterable<string>;
  /**
   * Reads what {@link RecordMaintenance.exportJsonLines} wrote. Everything is read and checked before anything is written; each memory is then
   * written whole or not at all, so that an import broken off can be repeated: what is there already is passed over.
   * @param open - gives the file's bytes from the start; called twice.
   * @throws LtmcError `LTMC_IMPORT_INVALID` naming the line, `LTMC_IMPORT_CONFLICT`.
   */
  importJsonLines(open: () => AsyncIterable<Uint8Array>, options?: ImportOptions): Promise<ImportSummary>;
}
