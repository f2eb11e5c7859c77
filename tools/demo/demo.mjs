// npm run demo [-- FOLDER] [-- --ask "a question" ...]: LTMC's main job on real files, from a bare clone.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bootstrap } from '../bootstrap.mjs';
import { duration, progressBar } from '../progress.mjs';

const IN_FLIGHT = 8;
const OWN_QUESTIONS = [
  'Which codes can an error have, and what do I do about them?',
  'How are long documents cut into pieces?',
  'Can I keep several processes on the same database file?',
  'middleware for a web server',
  'validate JSON data against a schema',
];

const { values, positionals } = argumentsOrExit();
const say = (text = '') => process.stdout.write(`${text}\n`);
const times = [];
const timed = async (what, work) => {
  const startMs = performance.now();
  const result = await work();
  times.push([what, performance.now() - startMs]);
  return result;
};

function argumentsOrExit() {
  try {
    return parseArgs({ allowPositionals: true, options: { ask: { type: 'string', multiple: true } } });
  } catch (error) {
    process.stderr.write(`${error.message.split('.')[0]}. Usage: npm run demo [-- FOLDER] [-- --ask "a question"]\n`);
    process.exit(2);
  }
}

async function main() {
  await timed('get ready (install, build)', bootstrap);
  // Only now: what these import is installed by the line above.
  const { markdownBelow, ownCollection } = await import('./collect.mjs');
  const { serverPath, startLtmc } = await import('./ltmc-process.mjs');
  const { showTiers } = await import('./tiers.mjs');
  const documents = positionals[0] ? await markdownBelow(resolve(positionals[0])) : await ownCollection();
  if (documents.length === 0) throw new Error('no Markdown files found there; give another folder: npm run demo -- FOLDER');
  const questions = values.ask ?? (positionals[0] ? headingsOf(documents) : OWN_QUESTIONS);
  const dataFolder = await mkdtemp(join(tmpdir(), 'ltmc-demo-'));
  try {
    await run({ documents, questions, dataFolder, startLtmc });
    await showTiers({ documents, questions, dataFolder, say });
  } finally {
    await rm(dataFolder, { recursive: true, force: true });
  }
  showTimes();
  showConfiguration(serverPath);
}

async function run({ documents, questions, dataFolder, startLtmc }) {
  let ltmc = await timed('start the server', () => startLtmc(dataFolder));
  say(`\nStoring ${documents.length} Markdown files over MCP (stdio), each waited for until it can be found by meaning:`);
  const chunks = await timed(`store and embed ${documents.length} files`, () => storeAll(ltmc, documents));
  say(`  ${chunks} chunks, each embedded by all-MiniLM-L6-v2 on this machine; nothing left it.\n`);
  const asked = questions.length === 1 ? 'the question' : `${questions.length} questions`;
  const before = await timed(`answer ${asked}`, () => askAll(ltmc, questions, true));
  await ltmc.close();

  say('Stopping the server and starting a new one on the same data ...');
  // Nothing that was kept from before: the answers are found anew.
  ltmc = await timed('restart the server', () => startLtmc(dataFolder, { CACHE_ENABLED: 'false' }));
  const after = await timed(`answer ${asked} again, the model loaded anew`, () => askAll(ltmc, questions, false));
  await ltmc.close();
  if (JSON.stringify(before) !== JSON.stringify(after)) throw new Error('the answers after the restart differ from those before it; please report this');
  say(`  the same ${after.flat().length} hits, in the same order.\n`);
}

async function storeAll(ltmc, documents) {
  const bar = progressBar('stored', documents.length);
  const left = [...documents];
  let chunks = 0;
  const worker = async () => {
    for (let document = left.shift(); document; document = left.shift()) {
      const stored = await ltmc.call('store_memory', { file_name: document.name, content: document.content, wait: 'searchable' });
      chunks += stored.chunks_created;
      bar.step();
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  bar.end();
  return chunks;
}

async function askAll(ltmc, questions, show) {
  const answers = [];
  for (const query of questions) {
    const startMs = performance.now();
    const { results } = await ltmc.call('retrieve_memory', { query, top_k: 3 });
    if (show) showAnswer(query, results, performance.now() - startMs);
    answers.push(results.map((hit) => hit.chunk_id));
  }
  return answers;
}

function showAnswer(query, results, ms) {
  say(`? ${query}   (${duration(ms)})`);
  for (const { score, similarity_score: cosine, metadata, content } of results) {
    const place = [metadata.file_name, metadata.heading].filter(Boolean).join(' › ');
    say(`  ${score.toFixed(2)}  ${place}  (cosine ${cosine?.toFixed(2) ?? 'none'})`);
    say(`        ${content.replaceAll(/\s+/g, ' ').trim().slice(0, 110)}`);
  }
  say();
}

/** For a folder of the user's own: what its headings name, asked as questions. */
function headingsOf(documents) {
  const headings = documents.flatMap(({ content }) => [...content.matchAll(/^#{2,3} +(.{8,80})$/gm)].map((match) => match[1].trim()));
  const wanted = 5;
  const step = Math.max(1, Math.floor(headings.length / wanted));
  const chosen = headings.filter((_, index) => index % step === 0).slice(0, wanted);
  return chosen.length > 0 ? chosen : documents.slice(0, wanted).map(({ name }) => name.replaceAll(/[-_/.]+/g, ' '));
}

function showTimes() {
  say('How long it took:');
  for (const [what, ms] of times) say(`  ${duration(ms).padStart(12)}  ${what}`);
}

function showConfiguration(serverPath) {
  say('\nUse it from an MCP client (your own data goes to the default data folder, see README.md):\n');
  say('  Claude Code:');
  say(`    claude mcp add ltmc -- node ${serverPath}\n`);
  say('  Claude Desktop, Cursor (claude_desktop_config.json, .cursor/mcp.json):');
  say(JSON.stringify({ mcpServers: { ltmc: { command: 'node', args: [serverPath] } } }, undefined, 2).replaceAll(/^/gm, '    '));
}

await main().catch((error) => {
  process.stderr.write(`\nThe demo stopped: ${error.message}\n`);
  process.exitCode = 1;
});
