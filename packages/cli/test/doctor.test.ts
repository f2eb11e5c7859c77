import { chmod, mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { tempData } from '@ltmc/testing';
import { createSqliteMaintenance } from '@ltmc/tier-temporal';
import { describe, expect, it } from 'vitest';
import { exportOf, ltmc, ltmcAs, ltmcWithInput } from './programs.js';

type Env = Readonly<Record<string, string>>;

interface Found {
  readonly check: string;
  readonly state: string;
  readonly message: string;
  readonly mend?: string;
}

async function diagnosed(env: Env): Promise<{ code: number | null; findings: Found[] }> {
  const { code, stdout } = await ltmc(env, 'doctor', '--json');
  return { code, findings: stdout.trimEnd().split('\n').map((line) => JSON.parse(line)) };
}

async function odd(env: Env): Promise<{ code: number | null; odd: Found[] }> {
  const { code, findings } = await diagnosed(env);
  return { code, odd: findings.filter(({ state }) => state !== 'ok') };
}

const TEXT = exportOf({ 'a.md': 'The bridge opens at nine.' });

describe('ltmc doctor', () => {
  it('finds nothing wrong where nothing is yet, and looks at every part', async () => {
    await using data = await tempData();
    await chmod(data.folder, 0o700);
    const { code, findings } = await diagnosed(data.env);
    expect(code).toBe(0);
    expect(findings.filter(({ state }) => state !== 'ok')).toEqual([]);
    expect(findings.map(({ check }) => check)).toEqual(['Node.js', 'sqlite3', 'hnswlib-node', 'onnxruntime-node', 'SQLite', 'model files', 'settings', 'data folder', 'record']);
  });

  it('tells people what mends a problem, and ends with 3', async () => {
    await using data = await tempData();
    await writeFile(data.env.DB_PATH, 'no database '.repeat(1000));
    const { code, stdout } = await ltmc(data.env, 'doctor');
    expect(code).toBe(3);
    expect(stdout).toMatch(/PROBLEM record: .*\n {8}mend: .*ltmc restore FILE --overwrite/u);
    expect(stdout).toMatch(/1 problem found/u);
  });

  it('knows a record in order, with chunks that wait, until they are embedded', async () => {
    await using data = await tempData();
    await ltmcWithInput(data.env, TEXT, 'import', '-');
    expect(await odd(data.env)).toMatchObject({ code: 0, odd: [{ check: 'embeddings', state: 'note', mend: expect.stringContaining('ltmc reembed') }] });
    expect(await ltmc(data.env, 'reembed')).toMatchObject({ code: 0, stdout: expect.stringContaining('1 chunk of 1 embedded') });
    expect(await odd(data.env)).toEqual({ code: 0, odd: [] });
  });

  it('knows a record of another model, and reembed mends it', async () => {
    await using data = await tempData();
    const model = { id: 'other-model', model: 'other', dimension: 1, pooling: 'mean', tokenizerHash: 't', modelHash: 'm' };
    const text = exportOf({ 'a.md': 'The bridge opens at nine.' }, model).replace('"heading":null', `"heading":null,"embedding":"${Buffer.from(Float32Array.of(1).buffer).toString('base64')}"`);
    await createSqliteMaintenance({ path: data.env.DB_PATH }).importJsonLines(() => Readable.from([Buffer.from(text)]));
    expect(await odd(data.env)).toMatchObject({ code: 3, odd: [{ check: 'embeddings', state: 'problem', message: expect.stringContaining('other-model'), mend: 'ltmc reembed' }, { check: 'signatures', state: 'note' }] });
    expect(await ltmc(data.env, 'reembed')).toMatchObject({ code: 0, stdout: expect.stringContaining('changed from other') });
    expect(await odd(data.env)).toEqual({ code: 0, odd: [] });
  });

  it('names a damaged record, a folder in its place, and variables without effect', async () => {
    await using data = await tempData();
    await ltmcWithInput(data.env, TEXT, 'import', '-');
    const bytes = await readFile(data.env.DB_PATH);
    bytes.fill(0xa5, 4096 * 4, 4096 * 12);
    await writeFile(data.env.DB_PATH, bytes);
    expect(await odd(data.env)).toMatchObject({ code: 3, odd: [{ check: 'record', state: 'problem', mend: expect.stringContaining('ltmc restore') }] });
    await truncate(data.env.DB_PATH, 5000);
    expect(await odd(data.env)).toMatchObject({ code: 3, odd: [{ check: 'record', state: 'problem' }] });
    const folder = join(data.folder, 'folder.db');
    await mkdir(folder);
    expect(await odd({ ...data.env, DB_PATH: folder })).toMatchObject({ code: 3, odd: [{ check: 'record', message: expect.stringContaining('is a folder') }] });
    expect(await odd({ HOME: data.env.HOME, DB_PATH: join(data.folder, 'x.db'), LTMC_NAMESPCE: 'x' })).toMatchObject({ code: 0, odd: [{ check: 'settings', state: 'note', message: expect.stringContaining('LTMC_NAMESPACE') }] });
  });

  it('notes what others may read, what a killed restore left, and damaged snapshots', async () => {
    await using data = await tempData();
    await ltmcWithInput(data.env, TEXT, 'import', '-');
    await ltmc(data.env, 'reembed');
    await chmod(data.folder, 0o755);
    await writeFile(`${data.env.DB_PATH}.0123456789ab.restore`, '');
    await mkdir(join(data.folder, 'index', 'space'), { recursive: true });
    await writeFile(join(data.folder, 'index', 'space', 'current.json'), '{}');
    expect(await odd(data.env)).toMatchObject({
      code: 0,
      odd: [
        { check: 'data folder', state: 'note', mend: `chmod 700 '${data.folder}'` },
        { check: 'data folder', state: 'note', mend: expect.stringContaining('rm ') },
        { check: 'index', state: 'note', message: expect.stringContaining('damaged') },
      ],
    });
  });

  it('leaves folders and files that are not for LTMC alone as they are', async () => {
    await using data = await tempData();
    await chmod(data.folder, 0o755);
    await writeFile(join(data.folder, 'letters.txt'), 'Dear Ann');
    const mends = async (path: string): Promise<(string | undefined)[]> => (await odd({ ...data.env, DB_PATH: path })).odd.map(({ mend }) => mend);
    expect(await mends(join(data.folder, 'x.db'))).toEqual([expect.stringContaining('set DB_PATH')]);
    expect(await mends(join(data.folder, 'letters.txt'))).toEqual(expect.not.arrayContaining([expect.stringMatching(/chmod|chown/u)]));
    expect(await odd({ ...data.env, DB_PATH: join(data.folder, 'letters.txt', 'x.db') })).toMatchObject({ code: 3, odd: [{ check: 'data folder', message: expect.stringContaining('is no folder'), mend: expect.stringContaining('set DB_PATH') }] });
    expect(await mends('/tmp/ltmc-not-there.db')).toEqual([expect.stringContaining('set DB_PATH')]);
  });

  it('says which folder this user may not make', async () => {
    await using data = await tempData();
    await chmod(data.folder, 0o555);
    // Nothing is closed to root, who therefore asks as nobody.
    const { code, stdout } = await ltmcAs(process.getuid?.() === 0 ? 65_534 : undefined, { ...data.env, DB_PATH: join(data.folder, 'closed', 'ltmc.db') }, 'doctor', '--json');
    expect(code).toBe(3);
    expect(stdout.split('\n').filter((line) => line.includes('"problem"')).map((line) => JSON.parse(line))).toMatchObject([{ check: 'data folder', message: expect.stringContaining('may not make it'), mend: expect.stringContaining('set DB_PATH') }]);
  });

  it('ends with 2 and every wrong setting', async () => {
    await using data = await tempData();
    const { code, stdout, stderr } = await ltmc({ ...data.env, LOG_LEVEL: 'loud', HTTP_PORT: 'x' }, 'doctor');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/LOG_LEVEL.*HTTP_PORT|HTTP_PORT.*LOG_LEVEL/u);
  });
});

describe('ltmc', () => {
  it('tells its version and its commands', async () => {
    expect(await ltmc({}, '--version')).toEqual({ code: 0, stdout: '0.1.0\n', stderr: '' });
    const { stdout, code } = await ltmc({}, '--help');
    expect(code).toBe(0);
    for (const command of ['backup', 'restore', 'export', 'import', 'reembed', 'doctor']) expect(stdout).toContain(`ltmc ${command}`);
    expect(await ltmc({}, 'bakcup')).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('no command "bakcup"') });
  });
});
