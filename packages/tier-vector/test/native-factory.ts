import { probeNativeGraph, type NativeGraphFactory } from '../src/native-graph.js';

/** hnswlib itself, on the test's own thread. */
export async function nativeFactory(): Promise<NativeGraphFactory> {
  const probe = await probeNativeGraph();
  if ('missing' in probe) throw new Error(probe.missing);
  return probe.create;
}
