export { createEdgeGraph } from './edges-driver.js';
export type { EdgeGraphOptions } from './edges-driver.js';
export { createMemoryGraph } from './memory/memory-driver.js';
export { openNeo4jGraph } from './neo4j/lazy-neo4j.js';
export type { Neo4jGraphOptions } from './neo4j/open-neo4j.js';
