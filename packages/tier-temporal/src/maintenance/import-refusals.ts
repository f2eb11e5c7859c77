import { LtmcError } from '@ltmc/contracts';

/** At most so many names are told. */
const TOLD_NAMES = 20;

/** @param what - completes "Line 7 ...". */
export function importInvalid(line: number, what: string, cause?: unknown): LtmcError {
  return new LtmcError('LTMC_IMPORT_INVALID', `Line ${line} ${what}; export the memories again`, { cause, details: { line } });
}

export function importConflict(fileNames: readonly string[]): LtmcError {
  const [first = ''] = fileNames;
  return new LtmcError(
    'LTMC_IMPORT_CONFLICT',
    `${fileNames.length} memories of the file, "${first}" first, are in the record with another history; nothing was imported. Import into another namespace, or merge`,
    { details: { count: fileNames.length, file_names: fileNames.slice(0, TOLD_NAMES) } },
  );
}
