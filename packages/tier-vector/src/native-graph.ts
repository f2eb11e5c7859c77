import type { HierarchicalNSW } from 'hnswlib-node';

/** All this package needs from `hnswlib-node`. Every call is synchronous; the asynchronous file calls race and are not used. */
export type NativeGraph = Pick<
  HierarchicalNSW,
  'addPoint' | 'getCurrentCount' | 'getMaxElements' | 'initIndex' | 'markDelete' | 'readIndexSync' | 'resizeIndex' | 'searchKnn' | 'setEf' | 'writeIndexSync'
>;

/** Makes an empty native graph over inner products, which of unit vectors are cosines. */
export type NativeGraphFactory = (dimension: number) => NativeGraph;

/** The factory, or one sentence on why there is none and the command that mends it. */
export type NativeProbe = { readonly create: NativeGraphFactory } | { readonly missing: string };

/** Loads `hnswlib-node` if its native part is there. Called in the worker only. */
export async function probeNativeGraph(): Promise<NativeProbe> {
  try {
    const { default: hnswlib } = await import('hnswlib-node');
    return { create: (dimension) => new hnswlib.HierarchicalNSW('ip', dimension) };
  } catch (error) {
    const command = `npm pkg set allowScripts.hnswlib-node=true --json && npm ${isNotInstalled(error) ? 'install' : 'rebuild'} hnswlib-node`;
    return { missing: `the native part of hnswlib-node cannot be loaded, so every search scans all vectors; where it is installed run: ${command}` };
  }
}

function isNotInstalled(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
}
