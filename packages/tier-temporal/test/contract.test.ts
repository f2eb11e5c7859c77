import { join } from 'node:path';
import { describeRecordStore, describeSignatureStore } from '@ltmc/testing';
import { createMemoryRecord, createMemorySignatures, createSqliteSignatures, openSqliteRecord } from '../src/index.js';
import { temporaryFolder } from './temporary-folder.js';

describeRecordStore('memory', async () => createMemoryRecord());
describeRecordStore('sqlite', async () => openSqliteRecord({ path: join(await temporaryFolder(), 'record.db') }));

describeSignatureStore('memory', async (space) => createMemorySignatures({ space }));
describeSignatureStore('sqlite', async (space) => createSqliteSignatures({ folder: await temporaryFolder(), recordId: 'suite', space }));
