import { setTimeout as sleep } from 'node:timers/promises';
import { LtmcError, type Computed } from '@ltmc/contracts';
import { RENEW_TURN_MS, type Turn, type TurnRequest } from './backend.js';
import { MAX_TTL_MS } from './check-input.js';
import type { NamespaceParts } from './namespace.js';

/** One `getOrCompute`, its input checked. */
export interface ComputeParts<Value> extends NamespaceParts<Value> {
  readonly key: string;
  readonly compute: () => Promise<Computed<Value>>;
  readonly waitMs: number;
}

const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 40;

/**
 * The value of the entry, or computed once for all who ask meanwhile: in this process by sharing the promise, between processes by a turn
 * that one of them has. Whoever cannot learn whose turn it is computes for themselves: the cache saves work, it never refuses it.
 */
export async function computeShared<Value>(parts: ComputeParts<Value>): Promise<Value> {
  const { backend, name, key, codec, tally, flights } = parts;
  const found = await passingOver(parts, () => backend.read(name, key));
  const value = found?.bytes === undefined ? undefined : codec.decode(found.bytes);
  tally.found(value === undefined ? 0 : 1, 1);
  if (value !== undefined) return value;
  // With its version, so that nobody who comes after a bump shares what was begun before it.
  const flight = JSON.stringify([codec.kind, name, found?.version ?? null, key]);
  const underway = flights.get(flight);
  if (underway) return underway as Promise<Value>; // the flight's name holds the kind of its value
  const computing = computeInTurn(parts, found?.version).finally(() => flights.delete(flight));
  flights.set(flight, computing);
  return computing;
}

async function computeInTurn<Value>(parts: ComputeParts<Value>, version: number | undefined): Promise<Value> {
  if (version === undefined) return (await parts.compute()).value;
  const request = { namespace: parts.name, version, key: parts.key, token: parts.token };
  const turn = await waitForTurn(parts, request);
  if (turn instanceof Uint8Array) {
    const value = parts.codec.decode(turn);
    if (value !== undefined) return value;
  }
  return turn === 'taken' ? computeWithTurn(parts, request) : computeAlone(parts, version);
}

/** @returns `held` when the wait is over, undefined when the cache failed. */
async function waitForTurn<Value>(parts: ComputeParts<Value>, request: TurnRequest): Promise<Turn | undefined> {
  const endMs = performance.now() + parts.waitMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)) {
    const turn = await passingOver(parts, () => parts.backend.takeTurn(request));
    if (turn !== 'held' || performance.now() >= endMs) return turn;
    await sleep(pauseMs * (0.5 + Math.random()));
  }
}

async function computeWithTurn<Value>(parts: ComputeParts<Value>, request: TurnRequest): Promise<Value> {
  const { backend } = parts;
  const renewal = setInterval(() => void passingOver(parts, () => backend.renewTurn(request)), RENEW_TURN_MS).unref();
  let outcome: 'done' | 'unshared' = 'done'; // a failure too: the next one tries
  try {
    const computed = await parts.compute();
    outcome = (await keep(parts, computed, request.version)) ? 'done' : 'unshared';
    return computed.value;
  } finally {
    clearInterval(renewal);
    await passingOver(parts, () => backend.endTurn(request, outcome));
  }
}

async function computeAlone<Value>(parts: ComputeParts<Value>, version: number): Promise<Value> {
  const computed = await parts.compute();
  await keep(parts, computed, version);
  return computed.value;
}

/** @returns whether it was stored. */
async function keep<Value>(parts: ComputeParts<Value>, { value, ttlMs = parts.ttlMs }: Computed<Value>, version: number): Promise<boolean> {
  const { backend, name, key, codec, tally } = parts;
  if (!(ttlMs >= 1)) return false;
  const bytes = codec.encode(value);
  if (bytes.byteLength > parts.maxValueBytes) return false;
  const stored = await passingOver(parts, async () => {
    await backend.write(name, { key, bytes, ttlMs: Math.min(Math.floor(ttlMs), MAX_TTL_MS) }, version);
    return true;
  });
  if (stored) tally.wrote();
  return stored ?? false;
}

/** @returns undefined where the cache failed, which is counted, or was closed meanwhile. */
async function passingOver<Value, Result>({ tally }: ComputeParts<Value>, call: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await call();
  } catch (error) {
    if (!LtmcError.is(error)) throw error;
    tally.failed();
    return undefined;
  }
}
