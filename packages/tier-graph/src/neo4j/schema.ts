import { KINDS, LABELS, STATE } from './model.js';
import type { Send } from './transaction.js';

const STATEMENTS = [
  `CREATE CONSTRAINT ltmc_graph IF NOT EXISTS FOR (g:${STATE}) REQUIRE g.id IS UNIQUE`,
  ...KINDS.map((kind) => `CREATE CONSTRAINT ltmc_${kind} IF NOT EXISTS FOR (n:${LABELS[kind]}) REQUIRE (n.namespace, n.id) IS UNIQUE`),
];

/** Makes the constraints that are not there, and with them the indexes that every statement finds its nodes by. */
export async function prepareSchema(send: Send): Promise<void> {
  const known = await send("SHOW CONSTRAINTS YIELD name WHERE name STARTS WITH 'ltmc_' RETURN name");
  const names = new Set(known.map(({ name }) => name));
  const missing = STATEMENTS.filter((statement) => ![...names].some((name) => statement.startsWith(`CREATE CONSTRAINT ${String(name)} `)));
  await Promise.all(missing.map((statement) => send(statement)));
}
