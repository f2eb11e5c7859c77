import { createHash, randomBytes } from 'node:crypto';

/** `signatures-<record>-<space>-<generation>.db` */
const NAME = /^signatures-([0-9a-f]{16})-([0-9a-f]{16})-([0-9a-z]{9}[0-9a-f]{4})\.db$/;

/** What the files of one record and one space have in common. */
export interface FileFamily {
  readonly record: string;
  readonly space: string;
}

export function familyOf(recordId: string, spaceId: string): FileFamily {
  return { record: shortHash(recordId), space: shortHash(spaceId) };
}

/** A name of the family, with its generation: of several, the greatest is the one in use. */
export interface SignatureName extends FileFamily {
  readonly name: string;
  readonly generation: string;
}

/** Undefined for the name of anything else. */
export function parseName(name: string): SignatureName | undefined {
  const [, record, space, generation] = NAME.exec(name) ?? [];
  if (record === undefined || space === undefined || generation === undefined) return undefined;
  return { name, record, space, generation };
}

/**
 * A name that was never used before: a file that is made anew under the name of the former one could meet that one's log, or the process that still
 * has it open.
 * @param after - the generation that it takes the place of, where there is one; the clock may have been set back since.
 */
export function newName({ record, space }: FileFamily, after?: string): string {
  const formerMs = after === undefined ? 0 : Number.parseInt(after.slice(0, 9), 36);
  const atMs = Math.max(Date.now(), formerMs + 1);
  return `signatures-${record}-${space}-${atMs.toString(36).padStart(9, '0')}${randomBytes(2).toString('hex')}.db`;
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
