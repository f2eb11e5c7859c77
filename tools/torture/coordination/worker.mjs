// node worker.mjs TASK INPUT-AS-JSON: a process of a proof, see start-worker.mjs. It lives until its stdin ends, so that it never outlives the proof.
import { createInterface } from 'node:readline';

const [task, text] = process.argv.slice(2);
/** Resolves when the proof has it: it stays told whatever becomes of this process. */
const tell = (message) => new Promise((resolve) => { process.stdout.write(`${JSON.stringify(message)}\n`, resolve); });

const { work } = await import(`./${task}-worker.mjs`);
const { close, ...handlers } = await work(JSON.parse(text), (said) => tell({ said }));
tell({ ready: true });

async function answer({ id, command, input }) {
  try {
    tell({ id, result: (await handlers[command](input)) ?? null });
  } catch (error) {
    tell({ id, error: { message: String(error.stack ?? error), code: error.code ?? null } });
  }
}

for await (const line of createInterface({ input: process.stdin })) void answer(JSON.parse(line));
await close?.();
process.exit(0);
