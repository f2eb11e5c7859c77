import { parentPort, workerData } from 'node:worker_threads';
import type { Logger } from '@ltmc/contracts';
import { openKeptSpace, type KeptSpace } from './kept-space.js';
import { prepareMaxSim } from './max-sim.js';
import { gatedFactory } from './native-gate.js';
import { probeNativeGraph } from './native-graph.js';
import { packHits } from './packed-hits.js';
import type { Operation, RequestMessage, Requests, WorkerMessage, WorkerOptions } from './protocol.js';
import { cosineAt } from './similarity.js';
import { createTopHits } from './top-hits.js';

type Handlers = { [Name in Operation]: (args: Requests[Name]['args']) => Requests[Name]['result'] | Promise<Requests[Name]['result']> };

const port = parentPort;
if (!port) throw new TypeError('this module is the worker of @ltmc/tier-vector; start it with openHnswVectorStore');
const post = (message: WorkerMessage): void => { port.postMessage(message); };

const options: WorkerOptions = workerData;
let { efSearch } = options;
const probe = await probeNativeGraph();
const create = 'create' in probe ? gatedFactory(probe.create, options.gate) : undefined;
const spaces = new Map<number, KeptSpace>();

const logAt = (level: keyof Logger): Logger['info'] => (message, fields = {}) => { post({ kind: 'log', level, message, fields }); };
const logger: Logger = { debug: logAt('debug'), info: logAt('info'), warn: logAt('warn'), error: logAt('error') };

function spaceOf(index: number): KeptSpace {
  const space = spaces.get(index);
  if (!space) throw new TypeError(`index ${index} is not open`);
  return space;
}

const handlers: Handlers = {
  open: async ({ index, space }) => {
    const opened = await openKeptSpace(space, { ...options, efSearch: () => efSearch, create, logger });
    spaces.set(index, opened);
    return opened.index.state;
  },
  apply: (batch) => {
    const { index } = spaceOf(batch.index);
    index.apply(batch);
    return index.state;
  },
  search: (request) => packHits(spaceOf(request.index).index.search(request)),
  scan: ({ query, ids, vectors, limit }) => {
    const top = createTopHits(Math.min(limit, ids.length));
    ids.forEach((id, position) => { top.offer(id, cosineAt(vectors, position * query.length, query)); });
    return packHits(top.take());
  },
  maxSim: ({ tokens, bytes, ends }) => {
    const query = prepareMaxSim(tokens);
    const cosines = new Float32Array(ends.length * query.count);
    ends.forEach((end, at) => query.compare(bytes, [ends[at - 1] ?? 0, end], cosines, at * query.count));
    return cosines;
  },
  draft: ({ index }) => spaceOf(index).draft(),
  publish: ({ index, allowed }) => spaceOf(index).publish(allowed),
  removeSnapshots: ({ index }) => spaceOf(index).removeSnapshots(),
  tune: (wanted) => { ({ efSearch } = wanted); return undefined; },
  compareRecent: ({ index }) => spaceOf(index).index.compareRecent(),
  digest: ({ index, range }) => spaceOf(index).index.digest(range),
  clear: ({ index }) => spaceOf(index).clear(),
  close: ({ index }) => {
    spaces.get(index)?.close();
    spaces.delete(index);
  },
};

/** One generic call keeps operation, arguments and result together for the compiler. */
function handle<Name extends Operation>({ operation, args }: RequestMessage<Name>): Requests[Name]['result'] | Promise<Requests[Name]['result']> {
  return handlers[operation](args);
}

port.on('message', async (request: RequestMessage) => {
  try {
    const result = handle(request);
    // Most answers are there at once; waiting a turn would let a background slice in first.
    post({ kind: 'result', id: request.id, result: result instanceof Promise ? await result : result });
  } catch (error) {
    post({ kind: 'failure', id: request.id, error });
  }
});
post({ kind: 'ready', missing: 'missing' in probe ? probe.missing : undefined });
