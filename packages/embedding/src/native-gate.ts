/**
 * Keeps a thread from being ended inside ONNX Runtime.
 *
 * A thread that is terminated during a native call makes onnxruntime-node's binding throw a C++ exception that nothing catches, and the whole process
 * aborts (seen with 1.30). It happens with `worker.terminate()` and, because Node ends all threads then, with `process.exit()`. So the worker says
 * when it is inside, and whoever ends it shuts the gate first and waits until it is out: at most the length of one call.
 */
export type NativeGate = Int32Array<SharedArrayBuffer>;

/** Calls under way. */
const INSIDE = 0;
/** 1 when no call may begin any more. */
const SHUT = 1;
/** Loading takes longest, under half a second; what is not out by then hangs. */
const PATIENCE_MS = 3000;
const POLL_MS = 2;

/** An open gate, in memory that all threads share. */
export function createNativeGate(): NativeGate {
  return new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
}

/** Runs a native call in the worker. @throws Error when the gate is shut. */
export async function throughGate<T>(gate: NativeGate, call: () => Promise<T>): Promise<T> {
  Atomics.add(gate, INSIDE, 1); // first in, then look: whoever shuts the gate sees us or we see it shut
  try {
    if (Atomics.load(gate, SHUT) === 1) throw new Error('the embedder is being closed');
    return await call();
  } finally {
    Atomics.sub(gate, INSIDE, 1);
    Atomics.notify(gate, INSIDE);
  }
}

/** @returns whether the thread may be ended now. */
export async function shutGate(gate: NativeGate): Promise<boolean> {
  Atomics.store(gate, SHUT, 1);
  const deadlineMs = performance.now() + PATIENCE_MS;
  while (Atomics.load(gate, INSIDE) > 0 && performance.now() < deadlineMs) {
    await new Promise((resolve) => { setTimeout(resolve, POLL_MS); });
  }
  return Atomics.load(gate, INSIDE) === 0;
}

/** For the process's `exit` event, where nothing asynchronous runs any more: blocks until all are out. */
export function shutGatesNow(gates: readonly NativeGate[]): void {
  for (const gate of gates) Atomics.store(gate, SHUT, 1);
  const deadlineMs = performance.now() + PATIENCE_MS;
  for (const gate of gates) {
    for (let inside = Atomics.load(gate, INSIDE); inside > 0; inside = Atomics.load(gate, INSIDE)) {
      const leftMs = deadlineMs - performance.now();
      if (leftMs <= 0 || Atomics.wait(gate, INSIDE, inside, leftMs) === 'timed-out') return;
    }
  }
}
