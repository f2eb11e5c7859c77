import { join } from 'node:path';
import { describeRecordStore } from '@ltmc/testing';
import { createMemoryRecord, openSqliteRecord } from '../src/index.js';
import { temporaryFolder } from './temporary-folder.js';

describeRecordStore('memory', async () => createMemoryRecord());
describeRecordStore('sqlite', async () => openSqliteRecord({ path: join(await temporaryFolder(), 'record.db') }));
