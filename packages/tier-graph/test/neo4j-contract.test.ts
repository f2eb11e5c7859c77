import { describeGraphStore, describeWithServer } from '@ltmc/testing';
import { neo4j, openEmptyGraph } from './neo4j/shared-server.js';

describeWithServer('contract of the graph on Neo4j', neo4j, () => {
  describeGraphStore('neo4j', () => openEmptyGraph());
});
