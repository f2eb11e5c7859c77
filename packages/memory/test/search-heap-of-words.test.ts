import { afterAll, expect, it } from 'vitest';
import { createEmbedder } from '@ltmc/embedding';
import { silent } from './open-memory.js';
import { openSearchWorld, type SearchWorld } from './search-bad-input-world.js';

const embedder = createEmbedder({ logger: silent });
afterAll(() => embedder.close());

/** Words that the model has to spell out, and none that tells a language. */
const HEAP = 'kubernetes nginx traefik haproxy cronjob';

/** Whether the tokens of the question were compared with those of the best hit. */
async function comparesTokens(world: SearchWorld): Promise<boolean> {
  const [best] = await world.ask(HEAP, { explain: true });
  return best?.features?.['tokens'] !== undefined;
}

it('a heap of technical words is in the language of the texts that hold them', async () => {
  await using english = await openSearchWorld({ embedder });
  await english.remember({
    ingress: 'The kubernetes cluster is behind nginx, and it was behind traefik before that.',
    certificates: 'The certificates of haproxy are renewed by a cronjob that runs when they are about to expire.',
  });
  await expect.poll(() => comparesTokens(english), { timeout: 10_000 }).toBe(true);

  await using german = await openSearchWorld({ embedder });
  await german.remember({
    ingress: 'Der kubernetes cluster ist hinter nginx und nicht mehr hinter traefik.',
    certificates: 'Die Zertifikate von haproxy werden von einem cronjob erneuert, wenn sie bald nicht mehr gelten.',
  });
  await expect.poll(() => german.signatures.count(), { timeout: 10_000 }).toBe(2);
  expect(await comparesTokens(german)).toBe(false);
});

it('a word or two bring up what holds them, and then the answer beside it', async () => {
  await using world = await openSearchWorld({ embedder });
  const others = ['The printer is out of paper.', 'Lunch is at noon.', 'Who is on call tomorrow?', 'Me, until Friday.', 'The boat race was fun.', 'The house has a new roof.'];
  await world.say('talk', [...others.slice(0, 3), 'Has anybody seen the boathouse key?', 'Ben took it on Sunday, he wanted to go rowing.', ...others.slice(3)]);
  await expect.poll(() => world.signatures.count(), { timeout: 10_000 }).toBe(8);
  for (const query of ['boathouse key', 'boathouse']) {
    const hits = await world.ask(query, { conversationId: 'talk', kinds: ['message'], topK: 2 });
    expect(hits.map(({ content }) => content)).toEqual(['Has anybody seen the boathouse key?', 'Ben took it on Sunday, he wanted to go rowing.']);
  }
});

it('a name of code brings up what has it as it is', async () => {
  await using world = await openSearchWorld({ embedder });
  const near = ['keys of a user', 'user keys', 'a key for each user', 'the user and the keys'].flatMap((words, n) => [1, 2, 3].map((m) => [`near-${n}-${m}`, `Every night ${words} are checked by job ${m}, and ${words} are rotated.`] as const));
  await world.remember({ ...Object.fromEntries(near), exact: 'When a backup is restored, the value of user_keys has to be set by hand, in the long file of settings that is kept in the safe of the office downstairs.' });
  for (const query of ['user_keys', 'set user_keys by hand']) expect((await world.ask(query, { topK: 1 })).map(({ fileName }) => fileName)).toEqual(['exact']);
});

it('a question in a script without spaces, of which the model knows little, is ranked by words and meaning alone', async () => {
  await using world = await openSearchWorld({ embedder });
  await world.remember({ meeting: '会议改到星期四下午三点。', printer: '打印机在二楼的走廊里。', key: '备用钥匙在花盆下面。' });
  const [best] = await world.ask('会议改到什么时候了', { explain: true });
  expect([best?.fileName, best?.features]).toEqual(['meeting', undefined]);
});
