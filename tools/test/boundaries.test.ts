import { describe, expect, it } from 'vitest';
import { checkBoundaries } from '../ci/check-boundaries.mjs';
import { makeWorkspace, packageFiles } from './fake-workspace.mjs';

const CONTRACTS = packageFiles('contracts', 'contract');

/** What the check says of a workspace made of these files. */
async function problemsOf(...files: Record<string, string>[]): Promise<string[]> {
  await using workspace = await makeWorkspace(Object.assign({}, ...files));
  return (await checkBoundaries(workspace.root)).problems;
}

const withSource = (text: string, options: object = {}): Record<string, string> =>
  packageFiles('tier-x', 'driver', { needs: ['contracts'], sources: { 'src/index.ts': text }, ...options });

describe('layers', () => {
  it('finds nothing in a workspace in order', async () => {
    const driver = withSource(`import { LtmcError } from '@ltmc/contracts';\nimport { a } from './a.js';\nimport { join } from 'node:path';\n`);
    expect(await problemsOf(CONTRACTS, driver, packageFiles('ranking', 'algorithm', { needs: ['contracts'] }), packageFiles('memory', 'service', { needs: ['contracts', 'ranking'] }))).toEqual([]);
  });

  it.each([
    ['memory', 'service', 'tier-x'],
    ['ranking', 'algorithm', 'tier-x'],
    ['tools', 'tool', 'tier-x'],
    ['api', 'transport', 'tier-x'],
    ['tier-y', 'driver', 'tier-x'],
  ])('refuses %s (%s) on a driver', async (name, layer, need) => {
    const found = await problemsOf(CONTRACTS, packageFiles(need, 'driver'), packageFiles(name, layer, { needs: [need] }));
    expect(found).toEqual([`packages/${name}: layer "${layer}" may not depend on @ltmc/${need} (layer "driver")`]);
  });

  it('lets testing in as a devDependency only', async () => {
    const testing = packageFiles('testing', 'testing', { needs: ['contracts'] });
    const dev = packageFiles('tier-x', 'driver', { manifest: { devDependencies: { '@ltmc/testing': '^0.1.0' } } });
    expect(await problemsOf(CONTRACTS, testing, dev)).toEqual([]);
    expect(await problemsOf(CONTRACTS, testing, packageFiles('tier-x', 'driver', { needs: ['testing'] }))).toEqual([expect.stringContaining('may not depend on @ltmc/testing')]);
  });

  it('knows the two edges the design adds, and only in their direction', async () => {
    const edges = [packageFiles('mcp-server', 'transport'), packageFiles('http-api', 'transport', { needs: ['mcp-server'] })];
    expect(await problemsOf(CONTRACTS, ...edges)).toEqual([]);
    expect(await problemsOf(CONTRACTS, packageFiles('http-api', 'transport'), packageFiles('mcp-server', 'transport', { needs: ['http-api'] }))).toHaveLength(1);
  });

  it('keeps contracts without dependencies', async () => {
    expect(await problemsOf(packageFiles('contracts', 'contract', { manifest: { dependencies: { ajv: '^8' } } }))).toEqual(['packages/contracts: a contract has no dependencies, but has ajv']);
  });

  it('wants one known layer, existing packages, matching references and no cycle', async () => {
    expect(await problemsOf(packageFiles('a', 'attic'))).toEqual([expect.stringContaining('unknown layer "attic"')]);
    expect(await problemsOf(packageFiles('a', 'driver', { manifest: { nx: { tags: [] } } }))).toEqual([expect.stringContaining('exactly one nx tag')]);
    expect(await problemsOf(packageFiles('a', 'driver', { needs: ['gone'], references: [] }))).toEqual(['packages/a: depends on @ltmc/gone, which is not in this workspace']);
    expect(await problemsOf(CONTRACTS, packageFiles('a', 'driver', { needs: ['contracts'], references: [] }))).toEqual(['packages/a: tsconfig.json does not reference packages/contracts']);
    expect(await problemsOf(CONTRACTS, packageFiles('a', 'driver', { references: ['contracts'] }))).toEqual(['packages/a: tsconfig.json references contracts, which is no dependency']);
    const dev = (name: string): object => ({ manifest: { devDependencies: { [`@ltmc/${name}`]: '^0.1.0' } } });
    expect(await problemsOf(packageFiles('a', 'driver', dev('b')), packageFiles('b', 'driver', dev('a')))).toEqual(['cycle: @ltmc/a -> @ltmc/b -> @ltmc/a']);
  });
});

describe('imports', () => {
  it.each([
    [`import { x } from 'lodash';`, '"lodash" is not in dependencies'],
    [`import type { X } from 'express';`, '"express" is not in dependencies'],
    [`const x = await import('winston');`, '"winston" is not in dependencies'],
    [`export { x } from '@ltmc/ranking';`, '"@ltmc/ranking" is not in dependencies'],
    [`import { x } from '@ltmc/contracts/dist/errors.js';`, 'reaches into @ltmc/contracts'],
    [`import { x } from '../../contracts/src/errors.js';`, 'leaves the package'],
    [`import { x } from '../test/x.js';`, 'leaves src'],
    [`import { x } from '@ltmc/tier-x';`, 'imports its own package'],
    [`import { readFile } from 'fs/promises';`, 'import "node:fs/promises"'],
    [`import {\n  a,\n  b,\n} from 'lodash';`, '"lodash" is not in dependencies'],
    [`import { x } from './x.ts';`, 'must end in .js'],
  ])('refuses %s', async (source, problem) => {
    expect(await problemsOf(CONTRACTS, withSource(source))).toEqual([expect.stringMatching(new RegExp(`^packages/tier-x/src/index\\.ts: .*${problem.replaceAll(/[.*+?()[\]/]/gu, '\\$&')}`, 'u'))]);
  });

  it('lets tests use devDependencies and the root test tools, sources not', async () => {
    const manifest = { devDependencies: { express: '^5' }, dependencies: { '@ltmc/contracts': '^0.1.0' } };
    const text = `import express from 'express';\nimport { it } from 'vitest';\n`;
    const test = packageFiles('tier-x', 'driver', { references: ['contracts'], manifest, sources: { 'test/a.test.ts': text } });
    expect(await problemsOf(CONTRACTS, test)).toEqual([]);
    const source = packageFiles('tier-x', 'driver', { references: ['contracts'], manifest, sources: { 'src/index.ts': text } });
    expect(await problemsOf(CONTRACTS, source)).toHaveLength(2);
  });

  it('does not take comments and texts for imports', async () => {
    const text = `/** @example import { x } from 'lodash'; */\n// import 'left-pad';\nconst url = 'http://x.example'; const says = "import it from 'lodash'";\n`;
    expect(await problemsOf(CONTRACTS, withSource(text))).toEqual([]);
  });
});

describe('use', () => {
  it.each([
    ['const x = process.env.HOME;', 'reads process.env'],
    [`const { env } = process; const y = process['env'];`, 'reads process.env'],
    ['console.log(1);', 'writes to the console'],
    ['export default 1;', 'default export'],
    [`export * from './a.js';`, 'export *'],
  ])('refuses %s in a source', async (source, problem) => {
    expect(await problemsOf(CONTRACTS, withSource(source))).toEqual([expect.stringContaining(problem)]);
  });

  it('lets config read the environment', async () => {
    expect(await problemsOf(packageFiles('config', 'platform', { sources: { 'src/index.ts': 'export const home = process.env.HOME;' } }))).toEqual([]);
  });
});
