import type { Neo4jConfig } from './config.js';
import type { Settings } from './variables.js';

type Env = Readonly<Record<string, string>>;

/** Mean something only beside `NEO4J_URI`. */
const BESIDE_URI = ['NEO4J_USER', 'NEO4J_PASSWORD', 'NEO4J_DATABASE'];

/** The server of the graph, where one is named. */
export function neo4jOf({ neo4jUri: uri, neo4jUser: user = 'neo4j', neo4jPassword: password = '', neo4jDatabase: database, neo4jRequired: required = false }: Settings): Neo4jConfig | undefined {
  return uri === undefined ? undefined : Object.freeze({ uri, user, password, ...(database === undefined ? {} : { database }), required });
}

/** What does not fit together. `env` holds no empty values. */
export function neo4jProblems(env: Env, required: boolean): string[] {
  const { NEO4J_URI: uri, NEO4J_PASSWORD: password, NEO4J_REQUIRED: demand = '' } = env;
  if (uri === undefined) return required ? [`NEO4J_REQUIRED is ${JSON.stringify(demand)}, but NEO4J_URI is not set; name the server, or unset it to run embedded`] : [];
  return password === undefined ? ['NEO4J_URI is set, but NEO4J_PASSWORD is not; no password has a default'] : [];
}

/** What is set and has no effect. */
export function neo4jNotices(env: Env): string[] {
  if (env['NEO4J_URI'] !== undefined) return [];
  return BESIDE_URI.filter((name) => env[name] !== undefined).map((name) => `${name} is set, but NEO4J_URI is not: the graph runs embedded`);
}
