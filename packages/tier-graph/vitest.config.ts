import { mergeConfig } from 'vitest/config';
import { packageTests } from '../../vitest.shared.js';

// One Neo4j for all files, which therefore take turns.
export default mergeConfig(packageTests(), { test: { globalSetup: './test/neo4j/one-server.ts', fileParallelism: false } });
