// node tools/eval/languages.mjs
// Stores the memories of languages/*.json in one namespace and asks their questions by words, by meaning and by both. See README.md.
import { readdir, readFile } from 'node:fs/promises';
import { progressBar } from '../progress.mjs';
import { openProduct } from './product.mjs';

const FOLDER = new URL('languages/', import.meta.url);
const CONTEXT = { namespace: 'eval', principal: 'eval' };
const MODES = ['keyword', 'semantic', 'hybrid'];
const TOP = 5;

const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.json')).toSorted();
const sets = await Promise.all(names.map(async (name) => JSON.parse(await readFile(new URL(name, FOLDER), 'utf8'))));
const product = await openProduct();
try {
  await storeAll(product.memory);
  const rows = [];
  for (const set of sets) rows.push(await rowOf(product.memory, set));
  const header = ['language', ...MODES.flatMap((mode) => [`${mode} hit@1`, `hit@${TOP}`])];
  process.stdout.write([header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n') + '\n');
} finally {
  await product.close();
}

async function storeAll(memory) {
  const texts = sets.flatMap(({ language, memories }) => memories.map((content, index) => ({ content, fileName: `${language}-${index}.md` })));
  const bar = progressBar('store', texts.length);
  for (const { content, fileName } of texts) {
    await memory.store(CONTEXT, { fileName, content, resourceType: 'note', wait: 'searchable' });
    bar.step();
  }
  bar.end();
}

async function rowOf(memory, { language, memories, queries }) {
  const cells = [];
  for (const mode of MODES) {
    const ranks = [];
    for (const [query, answer] of queries) {
      const { hits } = await memory.search(CONTEXT, { query, topK: TOP, mode });
      const right = `${language}-${memories.findIndex((content) => content.includes(answer))}.md`;
      const place = hits.findIndex(({ fileName }) => fileName === right);
      ranks.push(place < 0 ? Infinity : place + 1);
    }
    const percent = (most) => ((100 * ranks.filter((rank) => rank <= most).length) / ranks.length).toFixed(0);
    cells.push(percent(1), percent(TOP));
  }
  return [language, ...cells];
}
