import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LtmcError, StoreClosedError, type Logger } from '@ltmc/contracts';
import { prepareDataFile, systemCode } from '../sqlite/data-file.js';
import { isUnfit } from './damage.js';
import { removeFiles, removeIdleFile } from './remove-files.js';
import { openSignatureFile, type SignatureFile } from './signature-file.js';
import { newName, parseName, type FileFamily, type SignatureName } from './signature-names.js';

/** How often it is looked whether the file is still where it was and still the newest. */
const LOOK_MS = 1000;
/** A disk that damages every file must not be written to for ever. */
const REMAKES = { most: 5, withinMs: 60_000 };

/** The folder, and the one file in it that is in use. */
export interface SignaturePlace {
  /** See `SignatureStore.losses`. */
  readonly losses: number;
  /** Something in the file was found damaged. */
  noteLoss(): void;
  /** Runs `work` on the file; where that turns out to be unfit, once more on one that is made anew. */
  use<Result>(work: (file: SignatureFile) => Promise<Result>): Promise<Result>;
  /** Leaves the file for a new, empty one. */
  replace(): Promise<void>;
  /** Removes files of other records and spaces that are in no use. @returns how many. */
  removeFormer(): Promise<number>;
  /** Idempotent. */
  close(): Promise<void>;
}

export interface SignaturePlaceOptions {
  readonly folder: string;
  readonly family: FileFamily;
  readonly identity: string;
  readonly logger: Logger;
}

/** Opens nothing before the first call. */
export function createSignaturePlace({ folder, family, identity, logger }: SignaturePlaceOptions): SignaturePlace {
  let opened: Promise<SignatureFile> | undefined;
  let lookedMs = performance.now();
  let losses = 0;
  let closing: Promise<void> | undefined;
  const remadeMs: number[] = [];
  const left = new Set<Promise<void>>();

  const open = (name: string): Promise<SignatureFile> => openSignatureFile({ path: join(folder, name), name, identity, logger });

  /** The newest file, or a new one; the older ones go. */
  const openNewest = async (): Promise<SignatureFile> => {
    if ((await listOwn(folder, family)).length === 0) await prepareDataFile(join(folder, newName(family)));
    // Two processes may each have made one at the same moment: both take the newer.
    const names = await listOwn(folder, family);
    const newest = names.at(-1);
    if (!newest) throw new LtmcError('LTMC_INDEX_UNAVAILABLE', 'the file for token signatures was removed while it was made', { retryable: true });
    const file = await open(newest.name).catch((cause: unknown) => {
      if (!isUnfit(cause)) throw cause;
      return remake(newest.generation, cause);
    });
    for (const { name } of names) if (name !== file.name) await removeFormerGeneration(name);
    return file;
  };

  const remake = async (after: string, why: unknown): Promise<SignatureFile> => {
    const nowMs = performance.now();
    remadeMs.splice(0, remadeMs.findLastIndex((atMs) => atMs < nowMs - REMAKES.withinMs) + 1);
    if (remadeMs.length >= REMAKES.most) throw new LtmcError('LTMC_INDEX_UNAVAILABLE', 'token signatures were damaged again and again', { cause: why, retryable: true });
    remadeMs.push(nowMs);
    losses += 1;
    logger.warn('token signatures were damaged and are made anew from the record', { cause: String(why) });
    return open(newName(family, after));
  };

  /** Where files that are open cannot be removed (Windows), the next process does it. */
  const removeFormerGeneration = async (name: string): Promise<void> => {
    await removeFiles(join(folder, name)).catch((cause: unknown) => logger.debug('a former file of token signatures could not be removed yet', { file: name, cause: String(cause) }));
  };

  const openOnce = (attempt: Promise<SignatureFile>): Promise<SignatureFile> => {
    opened = attempt;
    attempt.catch(() => {
      if (opened === attempt) opened = undefined;
    });
    return attempt;
  };

  const leave = (file: SignatureFile): void => {
    const closed = file.close().catch((cause: unknown) => logger.debug('a file of token signatures that was left did not close well', { cause: String(cause) }));
    left.add(closed);
    void closed.then(() => left.delete(closed));
  };

  /** Whoever comes first within the second looks; the others go on with what is open. */
  const current = async (): Promise<SignatureFile> => {
    if (closing) throw new StoreClosedError('signatures/sqlite');
    const known = opened;
    if (known && performance.now() - lookedMs >= LOOK_MS) {
      lookedMs = performance.now();
      const file = await known;
      const isNewest = (await listOwn(folder, family)).at(-1)?.name === file.name && (await file.isInPlace());
      if (!isNewest && opened === known) {
        losses += 1;
        logger.info('the file of token signatures was removed or replaced; what is missing in the new one is made again', { file: file.name });
        void openOnce(openNewest());
        leave(file);
      }
    }
    if (closing) throw new StoreClosedError('signatures/sqlite');
    return opened ?? openOnce(openNewest());
  };

  /** Does nothing where another call has replaced it already. */
  const replaceFile = async (file: SignatureFile, make: (after: string) => Promise<SignatureFile>): Promise<void> => {
    if ((await opened?.catch(() => undefined)) !== file) return;
    await openOnce(make(parseName(file.name)?.generation ?? ''));
    leave(file);
    await removeFormerGeneration(file.name);
  };

  const close = async (): Promise<void> => {
    const file = await opened?.catch(() => undefined);
    await file?.close();
    await Promise.all(left);
  };

  return {
    get losses() {
      return losses;
    },
    noteLoss: () => { losses += 1; },
    use: async (work) => {
      const file = await current();
      try {
        return await work(file);
      } catch (cause) {
        lookedMs = -Infinity; // the folder may have been removed a moment ago
        if (!isUnfit(cause) || closing) throw cause;
        await replaceFile(file, (after) => remake(after, cause));
        return work(await current());
      }
    },
    replace: async () => replaceFile(await current(), (after) => open(newName(family, after))),
    removeFormer: async () => {
      if (closing) throw new StoreClosedError('signatures/sqlite');
      let removed = 0;
      for (const { name, record, space } of await listAll(folder)) {
        if (record === family.record && space === family.space) continue;
        if (await removeIdleFile(join(folder, name))) removed += 1;
      }
      return removed;
    },
    close: () => (closing ??= close()),
  };
}

/** Oldest first. */
export async function listOwn(folder: string, family: FileFamily): Promise<SignatureName[]> {
  return (await listAll(folder)).filter(({ record, space }) => record === family.record && space === family.space);
}

async function listAll(folder: string): Promise<SignatureName[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  });
  return names.toSorted().flatMap((name) => parseName(name) ?? []);
}
