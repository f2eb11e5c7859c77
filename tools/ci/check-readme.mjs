// Runs the example of one package's README in the tree: node tools/ci/check-readme.mjs packages/config
import { basename, join, resolve } from 'node:path';
import { checkExample } from './readme-example.mjs';
import { readText, report } from './workspace.mjs';

const folder = resolve(process.argv[2] ?? '.');
report(`README.md of ${basename(folder)}`, await checkExample(await readText(join(folder, 'README.md')), folder));
