import { LtmcError } from '@ltmc/contracts';

/** The last memory of a page; the next page begins after it. */
export interface PagePosition {
  readonly updatedAtMs: number;
  readonly resourceId: number;
}

/** Before everything. */
export const FIRST_PAGE: PagePosition = { updatedAtMs: Number.MAX_SAFE_INTEGER, resourceId: Number.MAX_SAFE_INTEGER };

/** Opaque to callers. */
export function encodeCursor({ updatedAtMs, resourceId }: PagePosition): string {
  return Buffer.from(JSON.stringify([updatedAtMs, resourceId])).toString('base64url');
}

/** @throws LtmcError `LTMC_INVALID_INPUT` for anything {@link encodeCursor} did not make. */
export function decodeCursor(cursor: string): PagePosition {
  const [updatedAtMs, resourceId] = parseNumbers(cursor);
  if (!Number.isSafeInteger(updatedAtMs) || !Number.isSafeInteger(resourceId)) {
    throw new LtmcError('LTMC_INVALID_INPUT', 'The cursor is damaged; use next_cursor of the page before as it stands, or leave it out to begin anew');
  }
  return { updatedAtMs: Number(updatedAtMs), resourceId: Number(resourceId) };
}

function parseNumbers(cursor: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parts) ? parts : [];
  } catch {
    return []; // not JSON: the caller says what is wrong
  }
}
