import { LtmcError, type VectorBatch, type VectorEntry, type VectorSearchOptions, type VectorSpace } from '@ltmc/contracts';
import { BYTES_PER_TOKEN, TOKEN_DIMENSIONS } from './max-sim.js';

/** float32 vectors of unit length have a squared length within about 1e-6 of 1. */
const UNIT_TOLERANCE = 1e-3;

function refuse(message: string, details: Readonly<Record<string, unknown>>): never {
  throw new LtmcError('LTMC_INVALID_INPUT', message, { details });
}

/** @throws LtmcError `LTMC_INVALID_INPUT` when `dimension` is not a positive integer. */
export function checkSpace({ dimension }: VectorSpace): void {
  if (!Number.isInteger(dimension) || dimension < 1) {
    refuse(`the dimension of a vector space must be a positive integer, not ${dimension}`, { dimension });
  }
}

/** @throws LtmcError `LTMC_INVALID_INPUT` when an open index of the same name has vectors of another length. */
export function checkSameDimension(open: VectorSpace, asked: VectorSpace): void {
  if (open.dimension !== asked.dimension) {
    refuse(`this space is open with ${open.dimension} dimensions, not ${asked.dimension}; a fingerprint has one dimension`, { open: open.dimension, asked: asked.dimension });
  }
}

/** @throws LtmcError `LTMC_INVALID_INPUT` for another dimension, a number that is not finite, or a length that is not 1. */
export function checkVector(vector: Float32Array, dimension: number, what: string): void {
  if (vector.length !== dimension) {
    refuse(`${what} has ${vector.length} dimensions where the index has ${dimension}; embed it with the model of this index`, { expected: dimension, found: vector.length });
  }
  let squares = 0;
  for (const component of vector) squares += component * component;
  // Written so that NaN is refused too.
  if (!(Math.abs(squares - 1) <= UNIT_TOLERANCE)) {
    refuse(`${what} has length ${Math.sqrt(squares)}; divide each component by it to get a unit vector`, { squaredLength: String(squares) });
  }
}

function checkEntry({ vectorId, vector }: VectorEntry, dimension: number): void {
  if (!Number.isSafeInteger(vectorId) || vectorId < 1) refuse(`a vector id must be a positive integer, not ${vectorId}`, { vectorId: String(vectorId) });
  checkVector(vector, dimension, `vector ${vectorId}`);
}

/** Refuses a whole batch, so that none of it is applied when a part is wrong. */
export function checkBatch(batch: VectorBatch, dimension: number): void {
  for (const entry of batch.upsert) checkEntry(entry, dimension);
  for (const { first, last } of batch.remove) {
    if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last)) refuse(`a range of vector ids must have integer ends, not ${first} to ${last}`, {});
  }
  if (!Number.isSafeInteger(batch.cursor) || batch.cursor < 0) refuse(`a cursor must be a change-log position of 0 or more, not ${batch.cursor}`, {});
}

/** @throws LtmcError `LTMC_INVALID_INPUT` when the batch would move the index back in time. */
export function checkCursor(batch: VectorBatch, cursor: number): void {
  if (batch.cursor < cursor) {
    refuse(`the index covers changes up to ${cursor} and cannot go back to ${batch.cursor}; clear it first`, { cursor, asked: batch.cursor });
  }
}

function checkLimit(limit: number): void {
  if (!Number.isInteger(limit) || limit < 1) refuse(`limit must be an integer of 1 or more, not ${limit}`, { limit: String(limit) });
}

/** @throws LtmcError `LTMC_INVALID_INPUT` */
export function checkSearch(query: Float32Array, { limit }: VectorSearchOptions, dimension: number): void {
  checkLimit(limit);
  checkVector(query, dimension, 'the query vector');
}

/** @throws LtmcError `LTMC_INVALID_INPUT` */
export function checkScan(query: Float32Array, entries: readonly VectorEntry[], limit: number): void {
  checkLimit(limit);
  checkVector(query, query.length, 'the query vector');
  for (const entry of entries) checkEntry(entry, query.length);
}

/** @throws LtmcError `LTMC_INVALID_INPUT` for a part of a token, on either side, or a number that is not finite. */
export function checkMaxSim(tokens: Float32Array, signatures: readonly (Uint8Array | undefined)[]): void {
  if (tokens.length % TOKEN_DIMENSIONS !== 0) {
    refuse(`the query's tokens must have ${TOKEN_DIMENSIONS} numbers each, and ${tokens.length} are no multiple of that`, { found: tokens.length });
  }
  if (!tokens.every(Number.isFinite)) refuse("the query's tokens hold a number that is not finite", {});
  const cut = signatures.find((signature) => signature !== undefined && signature.length % BYTES_PER_TOKEN !== 0);
  if (cut) refuse(`a signature must have ${BYTES_PER_TOKEN} bytes a token, and ${cut.length} are no multiple of that`, { found: cut.length });
}

const MOST_CANDIDATES = 10_000;

/** @throws LtmcError `LTMC_INVALID_INPUT` */
export function checkEfSearch(efSearch: number): void {
  if (!Number.isSafeInteger(efSearch) || efSearch < 1 || efSearch > MOST_CANDIDATES) {
    refuse(`efSearch must be a whole number from 1 to ${MOST_CANDIDATES}, not ${efSearch}`, { efSearch: String(efSearch) });
  }
}
