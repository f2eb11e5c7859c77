import { LtmcError } from '@ltmc/contracts';

/** The last one of a page, newest first by time and id; the next page begins after it. */
export interface PagePosition {
  readonly atMs: number;
  readonly id: number;
}

/** Before everything. */
export const FIRST_PAGE: PagePosition = { atMs: Number.MAX_SAFE_INTEGER, id: Number.MAX_SAFE_INTEGER };

/** Opaque to callers. */
function encodeCursor({ atMs, id }: PagePosition): string {
  return Buffer.from(JSON.stringify([atMs, id])).toString('base64url');
}

/** @throws LtmcError `LTMC_INVALID_INPUT` for anything {@link encodeCursor} did not make. */
export function decodeCursor(cursor: string): PagePosition {
  const [atMs, id] = parseNumbers(cursor);
  if (!Number.isSafeInteger(atMs) || !Number.isSafeInteger(id)) {
    throw new LtmcError('LTMC_INVALID_INPUT', 'The cursor is damaged; use next_cursor of the page before as it stands, or leave it out to begin anew');
  }
  return { atMs: Number(atMs), id: Number(id) };
}

function parseNumbers(cursor: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parts) ? parts : [];
  } catch {
    return []; // not JSON: the caller says what is wrong
  }
}

/**
 * A page out of rows read newest first, of which one more than `limit` was asked for: it tells whether there is a next page.
 * @returns the rows of the page, and its cursor where there is a next one.
 */
export function pageOf<Row>(rows: readonly Row[], limit: number, positionOf: (row: Row) => PagePosition): { readonly page: readonly Row[]; readonly next: { readonly nextCursor?: string } } {
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return { page, next: last === undefined ? {} : { nextCursor: encodeCursor(positionOf(last)) } };
}
