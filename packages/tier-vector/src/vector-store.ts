import type { VectorStore } from '@ltmc/contracts';
import { createExactVectorStore } from './exact-store.js';
import { openHnswVectorStore, type HnswVectorStoreOptions } from './hnsw-store.js';

/** As for the HNSW driver, but the folder may be left out. */
export type VectorStoreOptions = Omit<HnswVectorStoreOptions, 'folder'> & Partial<Pick<HnswVectorStoreOptions, 'folder'>>;

/** The HNSW driver where a folder is given, else the exact one, which keeps everything in memory on the calling thread. */
export async function openVectorStore({ folder, ...options }: VectorStoreOptions = {}): Promise<VectorStore> {
  return folder === undefined ? createExactVectorStore() : openHnswVectorStore({ ...options, folder });
}
