/** All this package needs of `hnswlib-node`'s index. Every call is synchronous; the asynchronous file calls race and are not used. */
export interface NativeGraph {
  addPoint(point: number[], label: number): void;
  getCurrentCount(): number;
  getMaxElements(): number;
  initIndex(settings: { maxElements: number; m: number; efConstruction: number }): void;
  markDelete(label: number): void;
  readIndexSync(path: string): void;
  resizeIndex(maxElements: number): void;
  searchKnn(point: number[], count: number): { readonly neighbors: number[] };
  setEf(ef: number): void;
  writeIndexSync(path: string): void;
}

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
