import { startMixed } from './http-server.mjs';
import { find } from './memories.mjs';
import { ownWord } from './random.mjs';

/** Two over stdio, one over HTTP. */
const SERVERS = 3;
const WRITING_LANES = 4;
const SEARCHING_LANES = 4;
const NAMES = 40;
const MODES = ['keyword', 'semantic', 'hybrid'];

/** Texts are replaced, forgotten, purged and brought back while others search: none is shown after the acknowledgement that it is gone. */
export const stale = {
  name: 'stale',
  promise: 'nothing stale',
  full: 100_000,
  short: 1000,
  run: async (proof) => {
    const folder = await proof.folder('data');
    const servers = await startMixed(folder, SERVERS - 1);
    const world = { texts: new Map(), words: [], names: new Map(), clock: 0, unique: 0, changes: 0, searches: 0, hits: 0 };
    const stop = new AbortController();
    const write = async (number) => {
      const random = proof.random.fork(`writer ${number}`);
      while (!stop.signal.aborted) await changeOne(proof, random.pick(servers), { world, random, name: `n${number}-${random.whole(0, NAMES - 1)}` });
    };
    const writing = Promise.all(Array.from({ length: WRITING_LANES }, (_, number) => write(number)));
    const search = async (number) => {
      const random = proof.random.fork(`searcher ${number}`);
      while (world.searches < proof.count) {
        world.searches += 1;
        await searchOnce(proof, random.pick(servers), { world, random });
        proof.step();
      }
    };
    await Promise.all(Array.from({ length: SEARCHING_LANES }, (_, number) => search(number)));
    stop.abort();
    await writing;
    await Promise.all(servers.map((server) => server.close()));
    return { what: `${world.searches} searches in ${SERVERS} processes (two over stdio, one over HTTP) during ${world.changes} replaces, forgets, purges and undos`, result: `${world.hits} hits, 0 of them stale` };
  },
};

/**
 * A text is `live` from when its store is sent, `gone` from the acknowledgement of what hid it, and may be live again from when an undo is sent.
 * Ticks order what happened here: a hit is stale if its text was gone before the search was sent and nothing had begun to bring it back.
 */
async function changeOne(proof, server, { world, random, name }) {
  const { current, forgotten } = world.names.get(name) ?? {};
  world.changes += 1;
  const tick = () => (world.clock += 1);
  if (forgotten && random.chance(0.5)) {
    forgotten.goneAt = undefined;
    await server.call('forget_memory', { file_name: name, undo: true });
    world.names.set(name, { current: forgotten });
    return;
  }
  if (current && random.chance(0.3)) {
    const purge = random.chance(0.3);
    await server.call('forget_memory', { file_name: name, purge });
    current.goneAt = tick();
    world.names.set(name, purge ? {} : { forgotten: current });
    return;
  }
  const text = { word: ownWord(world.unique++), goneAt: undefined };
  text.content = `${text.word} ${random.sentence(14)}`;
  world.texts.set(text.word, text);
  world.words.push(text.word);
  await server.call('store_memory', { file_name: name, content: text.content, wait: random.pick(['auto', 'durable', 'searchable']) });
  if (current) current.goneAt = tick();
  world.names.set(name, { current: text });
}

async function searchOnce(proof, server, { world, random }) {
  // Mostly the newest, gone ones among them: what went away just now is what a stale copy still has.
  const about = world.texts.get(world.words.at(-random.whole(1, 60))) ?? { word: 'nothing', content: 'nothing yet' };
  const mode = random.pick(MODES);
  const askedAt = (world.clock += 1);
  const hits = await find(server, mode, mode === 'keyword' ? about.word : about.content, 20);
  for (const { content, metadata } of hits) {
    world.hits += 1;
    const text = world.texts.get(content.split(' ')[0]);
    if (!text) proof.violation(`a hit shows a text that was never stored: ${content.slice(0, 60)}`);
    else if (text.goneAt !== undefined && text.goneAt < askedAt) proof.violation(`${metadata.file_name} version ${metadata.version} was gone before this ${mode} search was sent, and is shown`);
  }
}
