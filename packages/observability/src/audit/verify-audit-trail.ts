import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { KnownFile } from './audit-entry.js';
import { auditFiles } from './audit-files.js';
import { NO_HASH, readLine, type ReadLine } from './chain.js';

/** What a look at a trail has found. */
export interface AuditVerdict {
  readonly files: number;
  readonly rows: number;
  /** What was changed, taken out or taken away, in words; empty: nothing. */
  readonly problems: readonly string[];
  /** Files whose process runs still or was killed. */
  readonly unfinished: readonly string[];
  /** The last hash of each file. Kept elsewhere, it shows later whether the end of a file was cut off. */
  readonly heads: readonly KnownFile[];
}

interface FileVerdict {
  readonly file: string;
  readonly head: string;
  readonly rows: number;
  readonly finished: boolean;
  readonly problem: string | undefined;
}

/** What the first line of a file says of those before it. */
interface Opening {
  readonly witness: string;
  readonly knows: readonly KnownFile[];
  readonly retired: readonly KnownFile[];
}

/** Reads every file of the trail once. Servers may write to it meanwhile. */
export async function verifyAuditTrail(folder: string): Promise<AuditVerdict> {
  const files = await auditFiles(folder);
  const openings = await readOpenings(folder, files);
  const known = openings.flatMap(({ witness, knows }) => knows.map((one) => ({ witness, ...one })));
  const verdicts: FileVerdict[] = [];
  const missing = new Map<string, string>();
  for (const file of files) {
    const unseen = new Map(known.filter((one) => one.file === file).map(({ hash, witness }) => [hash, witness]));
    const verdict = await verifyFile(folder, file, (hash) => void unseen.delete(hash));
    verdicts.push(verdict);
    const [witness] = unseen.values();
    if (witness !== undefined && verdict.problem === undefined) missing.set(file, `${file} was cut off or replaced; ${witness} knows it with a later end`);
  }
  const accounted = new Set([...files, ...openings.flatMap(({ retired }) => retired.map(({ file }) => file))]);
  for (const { file, witness } of known) if (!accounted.has(file)) missing.set(file, `${file} is missing; ${witness} began after it`);
  return {
    files: verdicts.length,
    rows: verdicts.reduce((sum, { rows }) => sum + rows, 0),
    problems: [...verdicts.flatMap(({ problem }) => problem ?? []), ...missing.values()],
    unfinished: verdicts.filter(({ finished }) => !finished).map(({ file }) => file),
    heads: verdicts.map(({ file, head: hash }) => ({ file, hash })),
  };
}

async function readOpenings(folder: string, files: readonly string[]): Promise<Opening[]> {
  const openings: Opening[] = [];
  for (const witness of files) {
    for await (const text of linesOf(folder, witness)) {
      const row = readLine(text)?.row ?? {};
      openings.push({ witness, knows: knownIn(row['knows']), retired: knownIn(row['retired']) });
      break;
    }
  }
  return openings;
}

/** A last line without its end was being written when the process was killed: no harm was done to what stands before it. */
async function verifyFile(folder: string, file: string, see: (hash: string) => void): Promise<FileVerdict> {
  let [head, rows, finished, torn] = [NO_HASH, 0, false, false];
  let problem: string | undefined;
  for await (const text of linesOf(folder, file)) {
    const line = readLine(text);
    if (torn) problem ??= `${file}: line ${rows + 1} is none of the trail's`;
    torn ||= line === undefined;
    if (!line) continue;
    problem ??= problemOf(line, { file, rows, head });
    head = line.hash;
    see(head);
    rows += 1;
    finished = line.row['event'] === 'closed';
  }
  if (rows === 0) problem ??= `${file}: it has no line of the trail`;
  return { file, head, rows, finished: finished && !torn, problem };
}

function linesOf(folder: string, file: string): AsyncIterable<string> {
  return createInterface({ input: createReadStream(join(folder, file)), crlfDelay: Infinity });
}

function problemOf(line: ReadLine, { file, rows, head }: { readonly file: string; readonly rows: number; readonly head: string }): string | undefined {
  if (line.fits(head) && line.seq === rows && (rows > 0 || line.row['event'] === 'opened')) return undefined;
  return `${file}: line ${rows + 1} was changed, or one before it taken out or put in`;
}

function knownIn(value: unknown): KnownFile[] {
  return Array.isArray(value) ? value.filter(isKnownFile) : [];
}

function isKnownFile(value: unknown): value is KnownFile {
  return typeof value === 'object' && value !== null && 'file' in value && 'hash' in value && typeof value.file === 'string' && typeof value.hash === 'string';
}
