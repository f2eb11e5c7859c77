import { describeVectorStore } from '@ltmc/testing';
import { createExactVectorStore, openHnswVectorStore } from '../src/index.js';
import { temporaryFolder } from './temporary-folder.js';

describeVectorStore('exact', async () => createExactVectorStore());
describeVectorStore('hnsw, small enough to scan', async () => openHnswVectorStore({ folder: await temporaryFolder() }));
describeVectorStore('hnsw, with a graph from the first vector', async () => openHnswVectorStore({ folder: await temporaryFolder(), exactUpTo: 0 }));
