import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSqliteMaintenance, openSqliteRecord } from '../src/index.js';
import { names, version } from './fixture.js';
import { exported, fillRecord, source } from './maintenance-fixture.js';
import { start } from './processes.js';
import { temporaryFolder } from './temporary-folder.js';

async function exportOfAll(): Promise<string> {
  const path = join(await temporaryFolder(), 'record.db');
  await using record = await openSqliteRecord({ path });
  await fillRecord(record);
  return exported(createSqliteMaintenance({ path }));
}

const text = await exportOfAll();
const lines = text.trimEnd().split('\n');
const [header = '', first = '', second = ''] = lines;
const rest = lines.slice(3);
const joined = (...parts: readonly string[]): string => `${parts.join('\n')}\n`;

/** A file with one line changed. */
const changed = (line: string, fields: object): string => JSON.stringify({ ...JSON.parse(line), ...fields });

describe('a file that is no whole export is refused with its line, and nothing is imported:', () => {
  it.each([
    ['nothing', '', 2],
    ['cut short behind a line', joined(...lines.slice(0, 4)), 5],
    ['cut short in a line', text.slice(0, -60), lines.length - 1],
    ['no JSON', joined(header, '{"kind":'), 2],
    ['no header', joined(first, ...rest), 1],
    ['a newer format', joined(changed(header, { format_version: 2 }), first), 1],
    ['another kind of line', joined(header, '{"kind":"todo"}'), 2],
    ['a list', joined(header, '[]'), 2],
    ['a missing version', joined(header, second, ...rest), 2],
    ['a version twice', joined(header, first, first), 3],
    ['times that run backwards', joined(header, first, changed(second, { recorded_at_ms: 1000 }), ...rest), 3],
    ['a memory in two places', joined(header, first, second, ...rest.slice(0, 2), first), 6],
    ['a missing field', joined(header, changed(first, { tags: undefined })), 2],
    ['a wrong field', joined(header, changed(first, { recorded_at_ms: '1000' })), 2],
    ['chunks with a gap', joined(header, changed(first, { chunks: [{ start: 0, end: 3, heading: null }] })), 2],
    ['an embedding of another length', joined(header, changed(first, { chunks: [{ start: 0, end: 1_000_000, heading: null, embedding: 'AAAA' }] })), 2],
    ['a count that is not true', joined(header, first, second, changed(lines.at(-1) ?? '', {})), 4],
    ['lines behind the end', joined(...lines, first), lines.length + 1],
  ])('%s', async (_what, file, line) => {
    const path = join(await temporaryFolder(), 'record.db');
    const importing = createSqliteMaintenance({ path }).importJsonLines(source(file));
    await expect(importing).rejects.toMatchObject({ code: 'LTMC_IMPORT_INVALID', details: { line } });
    await using record = await openSqliteRecord({ path });
    expect(await record.lastSeq()).toBe(0);
  });

  it('no UTF-8', async () => {
    const path = join(await temporaryFolder(), 'record.db');
    const bytes = async function* bytes() { yield Buffer.concat([Buffer.from(`${header}\n`), Buffer.from([0x22, 0xff, 0x22])]); };
    await expect(createSqliteMaintenance({ path }).importJsonLines(bytes)).rejects.toMatchObject({ code: 'LTMC_IMPORT_INVALID', details: { line: 2 } });
  });

  it('a text that could not be stored', async () => {
    const path = join(await temporaryFolder(), 'record.db');
    const file = joined(header, changed(first, { content: 'a\u0000b', chunks: [{ start: 0, end: 3, heading: null }] }));
    await expect(createSqliteMaintenance({ path }).importJsonLines(source(file))).rejects.toMatchObject({ code: 'LTMC_CONTENT_INVALID' });
  });
});

it('accepts Windows line ends, a byte-order mark and a missing last line feed', async () => {
  const path = join(await temporaryFolder(), 'record.db');
  const file = `\uFEFF${lines.join('\r\n')}`;
  expect(await createSqliteMaintenance({ path }).importJsonLines(source(file))).toMatchObject({ versions: 8 });
});

const IMPORT_AND_DIE = `
import { createSqliteMaintenance } from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)};
import { createReadStream } from 'node:fs';
let steps = 0;
await createSqliteMaintenance({ path }).importJsonLines(() => createReadStream(args[0]), {
  onProgress: ({ step }) => { if (step === 'importing' && (steps += 1) === 400) process.kill(process.pid, 'SIGKILL'); },
});
`;

it('broken off by kill -9 it leaves whole memories, and repeated it brings the rest', async () => {
  const folder = await temporaryFolder();
  const [from, to, file] = [join(folder, 'from.db'), join(folder, 'to.db'), join(folder, 'all.jsonl')];
  await using record = await openSqliteRecord({ path: from });
  for (let index = 0; index < 250; index += 1) {
    for (const recordedAtMs of [1, 2]) await record.storeVersion(version(`f${index}`, `${recordedAtMs} ${'long '.repeat(5000)}`, { recordedAtMs }));
  }
  const all = await exported(createSqliteMaintenance({ path: from }));
  await writeFile(file, all);
  expect((await start(IMPORT_AND_DIE, to, file).finished).signal).toBe('SIGKILL');
  const target = createSqliteMaintenance({ path: to });
  const partial = await openSqliteRecord({ path: to });
  const there = await names(partial);
  expect(there.length).toBeGreaterThan(0);
  expect(there.length).toBeLessThan(250);
  for (const fileName of there) expect((await partial.getVersion('n', { fileName }))?.version).toBe(2);
  await partial.close();
  expect(await target.importJsonLines(source(all, 65_536))).toMatchObject({ unchanged: there.length, created: 250 - there.length });
  expect(await exported(target)).toBe(all);
});
