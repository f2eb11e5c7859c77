import { auth, driver as createDriver, type Driver } from 'neo4j-driver';
import { expect, inject } from 'vitest';
import type { GraphStore } from '@ltmc/contracts';
import { openNeo4jGraph, type Neo4jGraphOptions } from '../../src/index.js';

/** Whether there is a server, and how to get at it. */
export const neo4j = inject('neo4j');

/** As it must be for tests of what is answered: on a busy machine a cold server takes its time. */
export const PATIENT = { readTimeoutMs: 20_000, writeTimeoutMs: 40_000 };

/** `freeze`, `resume`, `kill`, `restart`, `empty`, `keepCopy`, `restoreCopy`: the methods of `Neo4jServer`. */
export async function tellServer(action: string): Promise<void> {
  const response = await fetch(`${neo4j.control}/${action}`, { method: 'POST' });
  expect(await response.text()).toBe('');
}

let plain: Driver | undefined;

/** Past our own code: a plain statement, in autocommit. The connection stays for the next one and ends with the process. */
export async function cypher(statement: string, parameters: Readonly<Record<string, unknown>> = {}): Promise<Record<string, unknown>[]> {
  plain ??= createDriver(neo4j.uri, auth.basic('neo4j', neo4j.password), { disableLosslessIntegers: true });
  const { records } = await plain.executeQuery(statement, parameters);
  return records.map((record) => record.toObject());
}

export function openGraph(options: Partial<Neo4jGraphOptions> = {}): Promise<GraphStore> {
  return openNeo4jGraph({ uri: neo4j.uri, password: neo4j.password, ...PATIENT, ...options });
}

/** On a server that holds nothing. */
export async function openEmptyGraph(options: Partial<Neo4jGraphOptions> = {}): Promise<GraphStore> {
  await cypher('MATCH (n) DETACH DELETE n');
  return openGraph({ required: true, ...options });
}
