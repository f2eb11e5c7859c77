import { createHash } from 'node:crypto';
import type { JsonObject, StateEntry } from '@ltmc/contracts';
import { checkId, checkInteger, invalid } from '../check-input.js';
import { numberOf, textOf, textsOf } from '../read-json.js';
import type { KeptItem } from './types.js';

const CHUNK = 'chunk:';
const TEXT = 'text:';

export function itemIdOfChunk(chunkId: number): string {
  return `${CHUNK}${checkInteger('chunk_id', chunkId, 1, Number.MAX_SAFE_INTEGER)}`;
}

export function itemIdOfText(content: string): string {
  return `${TEXT}${createHash('sha256').update(content).digest('hex').slice(0, 32)}`;
}

/** @throws LtmcError `LTMC_INVALID_INPUT` for what names neither chunk nor text. */
export function checkItemId(itemId: string): string {
  checkId('item_id', itemId);
  if (itemId.startsWith(TEXT) || chunkIdOf(itemId) !== null) return itemId;
  throw invalid('item_id', `"${CHUNK}{chunk_id}" or "${TEXT}{hash}"`, itemId);
}

/** Null for a text. */
export function chunkIdOf(itemId: string): number | null {
  const chunkId = itemId.startsWith(CHUNK) ? Number(itemId.slice(CHUNK.length)) : NaN;
  return Number.isSafeInteger(chunkId) && chunkId > 0 ? chunkId : null;
}

export function toItem({ id, fields }: StateEntry): KeptItem {
  return { itemId: id, chunkId: chunkIdOf(id), content: textOf(fields['content']), agents: textsOf(fields['agents']), expiresAtMs: numberOf(fields['expires_at_ms']) };
}

export function toFields({ content, agents, expiresAtMs }: Pick<KeptItem, 'content' | 'agents' | 'expiresAtMs'>): JsonObject {
  return { content, agents, expires_at_ms: expiresAtMs };
}
