import type { NativeGraph, NativeGraphFactory } from './native-graph.js';

/**
 * Keeps a thread from being ended inside hnswlib.
 *
 * A thread that is terminated during a native call makes hnswlib-node's binding throw a C++ exception that nothing catches, and the whole process
 * aborts (seen with `addPoint`). It happens with `worker.terminate()` and, because Node ends all threads then, with `process.exit()`. So the worker
 * says when it is inside, and whoever ends it shuts the gate first and waits until it is out: at most the length of one call.
 */
export type NativeGate = Int32Array<SharedArrayBuffer>;

/** 1 while a call is under way. */
const INSIDE = 0;
/** 1 when no call may begin any more. */
const SHUT = 1;
/** Reading or writing a large graph takes longest. */
const PATIENCE_MS = 3000;
const POLL_MS = 2;

/** An open gate, in memory that both threads share. */
export function createNativeGate(): NativeGate {
  return new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
}

/**
 * The same graphs, each call of which goes through the gate; in the worker. Where the gate is shut the thread stops and waits to be ended: whoever asked
 * has been told, and a failure would be reported as one of the index.
 */
export function gatedFactory(create: NativeGraphFactory, gate: NativeGate): NativeGraphFactory {
  const through = <Args extends readonly unknown[], Result>(call: (...args: Args) => Result) => (...args: Args): Result => {
    Atomics.store(gate, INSIDE, 1); // first in, then look: whoever shuts the gate sees us or we see it shut
    if (Atomics.load(gate, SHUT) === 1) {
      leave(gate);
      Atomics.wait(gate, SHUT, 1);
    }
    try {
      return call(...args);
    } finally {
      leave(gate);
    }
  };
  return through((dimension: number): NativeGraph => {
    const native = create(dimension);
    return {
      addPoint: through((point: number[], label: number) => native.addPoint(point, label)),
      getCurrentCount: through(() => native.getCurrentCount()),
      getMaxElements: through(() => native.getMaxElements()),
      initIndex: through((settings: Parameters<NativeGraph['initIndex']>[0]) => native.initIndex(settings)),
      markDelete: through((label: number) => native.markDelete(label)),
      readIndexSync: through((path: string) => native.readIndexSync(path)),
      resizeIndex: through((maxElements: number) => native.resizeIndex(maxElements)),
      searchKnn: through((point: number[], count: number) => native.searchKnn(point, count)),
      setEf: through((ef: number) => native.setEf(ef)),
      writeIndexSync: through((path: string) => native.writeIndexSync(path)),
    };
  });
}

function leave(gate: NativeGate): void {
  Atomics.store(gate, INSIDE, 0);
  Atomics.notify(gate, INSIDE);
}

/** @returns whether the thread may be ended now. */
export async function shutGate(gate: NativeGate): Promise<boolean> {
  Atomics.store(gate, SHUT, 1);
  const deadlineMs = performance.now() + PATIENCE_MS;
  while (Atomics.load(gate, INSIDE) === 1 && performance.now() < deadlineMs) {
    await new Promise((resolve) => { setTimeout(resolve, POLL_MS); });
  }
  return Atomics.load(gate, INSIDE) === 0;
}

/** For the process's `exit` event, where nothing asynchronous runs any more: blocks until the worker is out. */
export function shutGateNow(gate: NativeGate): void {
  Atomics.store(gate, SHUT, 1);
  Atomics.wait(gate, INSIDE, 1, PATIENCE_MS);
}
