import { startMixed } from './http-server.mjs';
import { find, inParallel } from './memories.mjs';
import { ownWord } from './random.mjs';

/** Two over stdio, one over HTTP. */
const SERVERS = 3;
const LANES = 3;

/** What one process has acknowledged, every other finds at once. */
export const readYourWrites = {
  name: 'read-your-writes',
  promise: 'read your writes',
  full: 10_000,
  short: 100,
  run: async (proof) => {
    const folder = await proof.folder('data');
    const servers = await startMixed(folder, SERVERS - 1);
    await inParallel(LANES, proof.count, async (n) => {
      await onePair(proof, servers, n);
      proof.step();
    });
    await Promise.all(servers.map((server) => server.close()));
    return { what: `${proof.count} stores in one of ${SERVERS} processes (two over stdio, one over HTTP), at the acknowledgement searched in the two others, by meaning and by word`, result: '0 misses' };
  },
};

async function onePair(proof, servers, n) {
  const writer = n % SERVERS;
  const fileName = `pair-${n}`;
  const word = ownWord(n);
  const content = `${word} ${proof.random.sentence(12)}`;
  await servers[writer].call('store_memory', { file_name: fileName, content, wait: 'searchable' });
  const readers = servers.filter((_, index) => index !== writer);
  await Promise.all(readers.map((reader, index) => check(proof, reader, { fileName, word, content, swap: (n + index) % 2 === 0 })));
}

/** Either search comes first in turn: the first one pays for catching up, the second finds it done. */
async function check(proof, reader, { fileName, word, content, swap }) {
  const searches = [['semantic', content], ['keyword', word]];
  for (const [mode, query] of swap ? searches.toReversed() : searches) {
    const hits = await find(reader, mode, query);
    if (hits.some((hit) => hit.metadata.file_name === fileName && hit.content === content)) continue;
    const again = await find(reader, mode, query);
    const later = again.some((hit) => hit.metadata.file_name === fileName) ? 'but right after' : 'nor right after';
    proof.violation(`${fileName} was acknowledged as searchable and not found (${mode}) in process ${reader.pid}, ${later}`);
  }
}
