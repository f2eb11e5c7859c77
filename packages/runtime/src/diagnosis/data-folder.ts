import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Config } from '@ltmc/config';
import { inspectDataFile, inspectPlace, type DataFileReport, type PlaceReport } from '@ltmc/tier-temporal';
import { note, ok, problem, type Finding } from './finding.js';
import { isOwnFolder, maybeRecord, nearestAbove } from './own-place.js';

/** Below this even small writes fail soon. */
const LITTLE_BYTES = 100 * 1024 * 1024;

/** What stays behind when a backup or restore is killed. */
const LEFTOVER = /\.[0-9a-f]{12}\.(?:restore|part|new)$/u;

/** The place of the record, looked at from outside. */
export async function checkDataFolder(config: Config): Promise<{ readonly findings: readonly Finding[]; readonly hasRecord: boolean }> {
  const { dbPath } = config;
  const folder = dirname(dbPath);
  const above = await inspectPlace(await nearestAbove(dbPath));
  if (above && !above.isFolder) return { findings: [problem('data folder', `${await nearestAbove(dbPath)} is no folder, so that ${dbPath} cannot be made`, ELSEWHERE)], hasRecord: false };
  const report = await inspectDataFile(dbPath);
  if (!report.folder) return { findings: [await toBeMade(folder)], hasRecord: false };
  const isRecord = !report.file || report.file.isFolder || !report.file.readable || (await maybeRecord(dbPath));
  const isOwn = isRecord && (await isOwnFolder(config));
  const findings = [...placeProblems(folder, report.folder, { mode: 700, isOwn }), ...filesystemProblems(folder, report), ...(await spaceProblems(dbPath, report)), ...(await leftovers(dbPath))];
  if (report.file?.isFolder === true) return { findings: [...findings, problem('record', `${dbPath} is a folder`, 'set DB_PATH to a file inside it')], hasRecord: false };
  if (report.file) findings.push(...placeProblems(dbPath, report.file, { mode: 600, isOwn: isOwn || (report.file.readable && isRecord) }));
  if (findings.every(({ state }) => state === 'ok')) findings.push(ok('data folder', folder));
  if (!report.file) findings.push(ok('record', `${dbPath} is not there yet; the first server makes it`));
  return { findings, hasRecord: report.file?.readable === true };
}

async function toBeMade(folder: string): Promise<Finding> {
  const above = await nearestAbove(folder);
  const place = await inspectPlace(above);
  return place?.writable === true ? ok('data folder', `${folder} is not there yet; the first server makes it`) : problem('data folder', `${folder} is not there, and this user may not make it in ${above}`, ELSEWHERE);
}

/** A place that others use too is left as it is. */
const ELSEWHERE = 'set DB_PATH to a file in a folder of its own, e.g. DB_PATH="$HOME/.ltmc/ltmc.db"';

interface PlaceOptions {
  readonly mode: 600 | 700;
  /** Nothing but LTMC uses it. */
  readonly isOwn: boolean;
}

function placeProblems(path: string, { readable, writable, openToOthers }: PlaceReport, { mode, isOwn }: PlaceOptions): Finding[] {
  if (!readable || !writable) return [problem('data folder', `${path} may not be read and written by this user`, isOwn ? `sudo chown "$(id -un)" ${quoted(path)} && chmod ${mode} ${quoted(path)}` : ELSEWHERE)];
  return openToOthers ? [note('data folder', `other users may look into ${path}`, isOwn ? `chmod ${mode} ${quoted(path)}` : ELSEWHERE)] : [];
}

function filesystemProblems(folder: string, { networkFileSystem }: DataFileReport): Finding[] {
  return networkFileSystem === undefined
    ? []
    : [problem('data folder', `${folder} lies on ${networkFileSystem}, where several processes would damage the record`, 'set DB_PATH to a folder on a local disk')];
}

/** A backup and a restore need as much again as the record. */
async function spaceProblems(dbPath: string, { file, freeBytes = Infinity }: DataFileReport): Promise<Finding[]> {
  const sizeBytes = file ? (await stat(dbPath)).size : 0;
  if (freeBytes < LITTLE_BYTES) return [problem('free space', `${megabytes(freeBytes)} are left on the disk of the record`, 'free some space, or move the record to another disk and set DB_PATH')];
  if (freeBytes < 2 * sizeBytes) return [note('free space', `${megabytes(freeBytes)} are left, the record has ${megabytes(sizeBytes)}: too little for a restore beside it`, 'free some space')];
  return [];
}

async function leftovers(dbPath: string): Promise<Finding[]> {
  const folder = dirname(dbPath);
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.startsWith(`${basename(dbPath)}.`) && LEFTOVER.test(name));
  return names.map((name) => note('data folder', `${name} is left over from a backup or restore that was killed`, `rm ${quoted(join(folder, name))} (when none is running)`));
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MiB`;
}

/** For a shell. */
function quoted(path: string): string {
  return `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
