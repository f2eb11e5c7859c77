import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkBoundaries } from '../ci/check-boundaries.mjs';
import { extractExample } from '../ci/readme-example.mjs';
import { newPackage } from '../new-package.mjs';
import { makeWorkspace, packageFiles } from './fake-workspace.mjs';

const openWorkspace = () => makeWorkspace(packageFiles('contracts', 'contract'));

describe('newPackage', () => {
  it('makes a package that keeps the boundaries, exports what it names and has an example', async () => {
    await using workspace = await openWorkspace();
    const folder = await newPackage({ name: 'tier-graph-2', layer: 'driver', description: 'Relations.', root: workspace.root });
    expect((await checkBoundaries(workspace.root)).problems).toEqual([]);
    const read = (path: string): Promise<string> => readFile(join(folder, path), 'utf8');
    expect(JSON.parse(await read('package.json'))).toMatchObject({ name: '@ltmc/tier-graph-2', description: 'Relations', dependencies: { '@ltmc/contracts': '^0.1.0' } });
    expect(await read('src/index.ts')).toContain('createTierGraph2');
    expect(extractExample(await read('README.md'))?.code).toContain(`from '@ltmc/tier-graph-2'`);
    expect(await read('test/tier-graph-2.test.ts')).toContain('describe(');
  });

  it.each([
    [{ name: 'Tier' }, 'kebab-case'],
    [{ name: '../up' }, 'kebab-case'],
    [{ layer: 'attic' }, 'no layer'],
    [{ layer: 'app' }, 'no layer'],
    [{ description: ' ' }, 'description is empty'],
    [{ name: 'contracts' }, 'exists already'],
  ])('refuses %o', async (change, message) => {
    await using workspace = await openWorkspace();
    await expect(newPackage({ name: 'tier-graph', layer: 'driver', description: 'x', root: workspace.root, ...change })).rejects.toThrow(message);
  });
});
