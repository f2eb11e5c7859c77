import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { createTestEmbedder } from '@ltmc/embedding';
import { reembed } from '../src/reembed.js';
import { context, silent } from './open-memory.js';
import { filesHolding, keptIn, lateOf, openWorld, signed } from './signature-world.js';

const WITHIN = { timeout: 10_000, interval: 20 };

const distOf = (name: string): string => JSON.stringify(import.meta.resolve(name).replace('/src/index.ts', '/dist/index.js'));

/** A server of its own: stores ten notes, and tells the ids of their vectors. It runs the build, because Node 20 runs no TypeScript. */
const SCRIPT = `
import { createMemory } from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)};
import { createTestEmbedder } from ${distOf('@ltmc/embedding')};
import { createSqliteSignatures, openSqliteRecord } from ${distOf('@ltmc/tier-temporal')};
import { createExactVectorStore } from ${distOf('@ltmc/tier-vector')};
const [folder, holdsBack] = process.argv.slice(1);
const silent = () => undefined;
const logger = { debug: silent, info: silent, warn: console.error, error: console.error };
const record = await openSqliteRecord({ path: folder + '/ltmc.db' });
const embedder = createTestEmbedder();
const store = createSqliteSignatures({ folder: folder + '/index', recordId: record.recordId, space: embedder.lateInteraction });
const never = () => new Promise(() => {});
const signatures = { store: holdsBack === 'yes' ? { ...store, put: never } : store };
const memory = createMemory({ record, vectors: createExactVectorStore(), embedder, logger, signatures });
for (let note = 0; note < 10; note += 1) {
  const { vectorIds } = await memory.store({ namespace: 'test', principal: 'other' }, { fileName: 'note ' + note, content: 'Ticket ' + note + ' is about platform ' + note + '.', wait: 'searchable' });
  console.log(vectorIds.join(','));
}
console.log('done');
setInterval(() => {}, 1000);
`;

function startServer(folder: string, { holdsBack }: { readonly holdsBack: boolean }): { readonly child: ChildProcess; readonly lines: string[] } {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', SCRIPT, folder, holdsBack ? 'yes' : 'no'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  return { child, lines };
}

const idsOf = (lines: readonly string[]): number[] => lines.filter((line) => line !== 'done').flatMap((line) => line.split(',').map(Number));

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'close');
}

it('what one process stores and signs another reads', async () => {
  await using world = await openWorld({ tickMs: 60_000 }); // does nothing of its own
  const { child, lines } = startServer(world.folder, { holdsBack: false });
  await expect.poll(() => lines.at(-1), WITHIN).toBe('done');
  await expect.poll(() => signed(world.signatures, idsOf(lines)), WITHIN).toEqual(idsOf(lines));
  await kill(child);
  expect(await signed(world.signatures, idsOf(lines))).toHaveLength(10);
});

it('what a process had embedded and not yet signed when it was killed is signed by another', async () => {
  await using world = await openWorld({ graceMs: 3000 });
  const { child, lines } = startServer(world.folder, { holdsBack: true });
  await expect.poll(() => lines.at(-1), WITHIN).toBe('done');
  await kill(child);
  expect(idsOf(lines)).toHaveLength(10);
  expect(await world.memory.search(context, { query: 'platform 3', mode: 'semantic', topK: 20 })).toMatchObject({ hits: { length: 10 } });
  await expect.poll(() => signed(world.signatures, idsOf(lines)), WITHIN).toEqual(idsOf(lines));
});

it('what a process had embedded and not yet signed when it was killed is signed by the next to start', async () => {
  await using keeper = await openWorld({ signed: false });
  const { child, lines } = startServer(keeper.folder, { holdsBack: true });
  await expect.poll(() => lines.at(-1), WITHIN).toBe('done');
  await kill(child);
  await using world = await openWorld({ folder: keeper.folder });
  await expect.poll(() => signed(world.signatures, idsOf(lines)), WITHIN).toEqual(idsOf(lines));
});

it('a signature that comes after its chunk was purged does not stay', async () => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => { release = resolve; });
  let put = 0;
  await using world = await openWorld({ wrap: (store) => ({ ...store, put: async (entries) => { await held; await store.put(entries); put += 1; } }) });
  await world.store('plan.md', 'The meeting about the harbour is in Bergen next spring.');
  await world.memory.forget(context, { fileName: 'plan.md', purge: true });
  release();
  await expect.poll(() => put, WITHIN).toBe(1);
  await expect.poll(() => world.signatures.count(), WITHIN).toBe(0);
  const { signature } = await world.late.embedSigned('The meeting about the harbour is in Bergen next spring.');
  await expect.poll(() => filesHolding(world.folder, signature), WITHIN).toBe(0);
});

it.each([true, false])('after a change of the model the signatures are those of the new one (made along: %s)', async (along) => {
  await using world = await openWorld();
  const ids: number[] = [];
  for (let note = 0; note < 12; note += 1) ids.push(...(await world.store(`note ${note}`, `Ticket ${note} is about platform ${note}.`)));
  await expect.poll(() => signed(world.signatures, ids), WITHIN).toEqual(ids);
  const embedder = createTestEmbedder({ dimension: 32 });
  {
    await using store = keptIn(world.folder, world.record, lateOf(embedder));
    await reembed({ record: world.record, embedder, logger: silent, ...(along && { signatures: store }) });
    expect(await signed(store, ids)).toEqual(along ? ids : []);
  }
  await world.memory.close();
  await world.signatures.close();
  await using next = await openWorld({ folder: world.folder, embedder });
  await expect.poll(() => signed(next.signatures, ids), WITHIN).toEqual(ids);
  expect(await next.signatures.removeFormer()).toBe(1);
  expect(await next.memory.search(context, { query: 'platform 3' })).toMatchObject({ hits: { length: 10 } });
});
