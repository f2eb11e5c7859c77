/**
 * What a new package is made of.
 *
 * @typedef {object} NewPackage
 * @property {string} name - without scope, kebab-case, e.g. `tier-graph`.
 * @property {string} layer - one of the boundary check's layers.
 * @property {string} description - one line, no full stop.
 * @property {string} contractsRange - how it depends on @ltmc/contracts, e.g. `^0.1.0`.
 */

/**
 * @param {NewPackage} made
 * @returns {Record<string, string>} text by path in the package.
 */
export function filesOf(made) {
  const { name } = made;
  return {
    'package.json': `${JSON.stringify(manifest(made), null, 2)}\n`,
    'tsconfig.json': `${JSON.stringify(tsconfig(made), null, 2)}\n`,
    'vitest.config.ts': `import { packageTests } from '../../vitest.shared.js';\n\nexport default packageTests();\n`,
    'README.md': readme(made),
    'src/index.ts': `export { ${factory(name)} } from './${name}.js';\nexport type { ${type(name)}, ${type(name)}Options } from './${name}.js';\n`,
    [`src/${name}.ts`]: source(name),
    [`test/${name}.test.ts`]: test(name),
  };
}

const type = (name) => name.replaceAll(/(?:^|-)([a-z0-9])/gu, (_, letter) => letter.toUpperCase());
const factory = (name) => `create${type(name)}`;

function manifest({ name, layer, description, contractsRange }) {
  return {
    name: `@ltmc/${name}`,
    version: '0.1.0',
    description,
    license: 'MIT',
    type: 'module',
    sideEffects: false,
    engines: { node: '>=20.19' },
    repository: { type: 'git', url: 'git+https://github.com/ltmc/ltmc.git', directory: `packages/${name}` },
    exports: {
      './package.json': './package.json',
      '.': { '@ltmc/source': './src/index.ts', types: './dist/index.d.ts', default: './dist/index.js' },
    },
    files: ['dist', 'src', '!dist/*.tsbuildinfo'],
    nx: { tags: [`layer:${layer}`] },
    scripts: {
      build: 'tsc -b',
      lint: 'oxlint src test',
      test: 'vitest run',
      'check:package': 'publint --strict && attw --pack --profile esm-only',
      'check:readme': 'node ../../tools/ci/check-readme.mjs',
    },
    ...(layer === 'contract' ? {} : { dependencies: { '@ltmc/contracts': contractsRange } }),
  };
}

function tsconfig({ layer }) {
  return {
    extends: '../../tsconfig.base.json',
    compilerOptions: { rootDir: 'src', outDir: 'dist', tsBuildInfoFile: 'dist/.tsbuildinfo' },
    include: ['src'],
    ...(layer === 'contract' ? {} : { references: [{ path: '../contracts' }] }),
  };
}

function source(name) {
  return `/** Options of {@link ${factory(name)}}. */
export interface ${type(name)}Options {
  /** How it calls itself in messages. Default \`${name}\`. */
  readonly label?: string;
}

/** What this package gives. */
export interface ${type(name)} extends AsyncDisposable {
  readonly label: string;
  /** Idempotent. */
  close(): Promise<void>;
}

/** Opens one; close it when it is no longer needed. */
export function ${factory(name)}({ label = '${name}' }: ${type(name)}Options = {}): ${type(name)} {
  const close = async (): Promise<void> => undefined;
  return { label, close, [Symbol.asyncDispose]: close };
}
`;
}

function test(name) {
  return `import { describe, expect, it } from 'vitest';
import { ${factory(name)} } from '../src/index.js';

describe('${factory(name)}', () => {
  it('calls itself as it is told', async () => {
    await using named = ${factory(name)}({ label: 'other' });
    expect(named.label).toBe('other');
    await using unnamed = ${factory(name)}();
    expect(unnamed.label).toBe('${name}');
  });

  it('closes twice without harm', async () => {
    const opened = ${factory(name)}();
    await opened.close();
    await expect(opened.close()).resolves.toBeUndefined();
  });
});
`;
}

function readme({ name, description }) {
  return `# @ltmc/${name}

${description}.

## Install

\`\`\`sh
npm i @ltmc/${name}
\`\`\`

## Example

\`\`\`js
import { ${factory(name)} } from '@ltmc/${name}';

const opened = ${factory(name)}({ label: 'example' });
console.log(opened.label);
await opened.close();
\`\`\`

\`\`\`text
example
\`\`\`

## Options

| option | default | meaning |
| --- | --- | --- |
| \`label\` | \`${name}\` | how it calls itself in messages |

## Errors

None so far.
`;
}
