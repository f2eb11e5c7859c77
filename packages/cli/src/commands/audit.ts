import type { Config } from '@ltmc/config';
import { readAuditTail, verifyAuditTrail } from '@ltmc/observability';
import type { AuditCommand } from '../audit-command-line.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { Terminal } from '../terminal.js';

/** What the command works with; it does not open the record. */
export interface AuditScene extends Terminal {
  readonly config: Config;
}

/** Only reads, while servers write. */
export async function audit(command: AuditCommand, scene: AuditScene): Promise<ExitCode> {
  return command.action === 'tail' ? tail(command, scene) : verify(command, scene);
}

async function tail({ count, json }: Extract<AuditCommand, { action: 'tail' }>, { config: { audit: { folder } }, stdout, stderr }: AuditScene): Promise<ExitCode> {
  const rows = await readAuditTail(folder, count);
  for (const row of rows) stdout.write(json ? `${JSON.stringify(row)}\n` : `${inWords(row)}\n`);
  if (rows.length === 0) stderr.write(`There is no call in ${folder}; LTMC_AUDIT=true keeps a trail\n`);
  return EXIT.done;
}

async function verify({ json }: Extract<AuditCommand, { action: 'verify' }>, { config: { audit: { folder } }, stdout, stderr }: AuditScene): Promise<ExitCode> {
  const verdict = await verifyAuditTrail(folder);
  const { files, rows, problems, unfinished, heads } = verdict;
  if (json) stdout.write(`${JSON.stringify(verdict)}\n`);
  else {
    for (const problem of problems) stdout.write(`${problem}\n`);
    stdout.write(`${counted(files, 'file')}, ${counted(rows, 'row')}, ${problems.length === 0 ? 'nothing was changed' : counted(problems.length, 'problem')}\n`);
    const last = heads.at(-1);
    if (last) stdout.write(`last ${last.file} ${last.hash}\n`);
    if (unfinished.length > 0) stderr.write(`${counted(unfinished.length, 'file')} without a last line: the server runs still, or was killed\n`);
  }
  return problems.length === 0 ? EXIT.done : EXIT.problems;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** What every row has comes first, in columns a person can follow. */
function inWords({ at, tool = '-', namespace, principal, outcome, ...rest }: Readonly<Record<string, unknown>>): string {
  const who = principal === undefined ? '-' : `${String(principal)}@${String(namespace)}`;
  const more = Object.entries(rest).map(([name, value]) => `${name}=${Array.isArray(value) ? value.join(',') : String(value)}`);
  return [at, who, tool, outcome, ...more].map(String).join('  ');
}
