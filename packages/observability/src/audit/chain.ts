import { createHash } from 'node:crypto';
import type { AuditRow } from './audit-entry.js';

/** Before the first line of a file. */
export const NO_HASH = '';

/** A line and the hash it ends in. */
export interface ChainedLine {
  readonly line: string;
  readonly hash: string;
}

/** A line as it was read. */
export interface ReadLine {
  readonly seq: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly row: Readonly<Record<string, unknown>>;
  readonly hash: string;
  /** Whether the hash is that of this line after the former one. */
  fits(formerHash: string): boolean;
}

const LINE = /^(.*),"hash":"([0-9a-f]{64})"\}$/u;

/** Each hash covers the one before it, so no line can be changed, taken out or put in without changing all that follow. */
export function chainLine(formerHash: string, { seq, atMs, row }: { readonly seq: number; readonly atMs: number; readonly row: AuditRow }): ChainedLine {
  const body = JSON.stringify({ seq, at: new Date(atMs).toISOString(), ...row });
  const hash = hashOf(formerHash, body);
  return { line: `${body.slice(0, -1)},"hash":"${hash}"}\n`, hash };
}

/** @param line - without its end. @returns undefined for what is no line of an audit trail. */
export function readLine(line: string): ReadLine | undefined {
  const [, start, hash = ''] = LINE.exec(line) ?? [];
  if (start === undefined) return undefined;
  const body = `${start}}`;
  try {
    const { seq, at, ...row }: Record<string, unknown> = JSON.parse(body);
    if (typeof seq !== 'number' || typeof at !== 'string') return undefined;
    return { seq, at, row, hash, fits: (formerHash) => hash === hashOf(formerHash, body) };
  } catch {
    return undefined;
  }
}

function hashOf(formerHash: string, body: string): string {
  return createHash('sha256').update(`${formerHash}\n${body}`).digest('hex');
}
