import { nearestName } from './nearest-name.js';
import { VARIABLES } from './variables.js';

const KNOWN = VARIABLES.map(({ name }) => name).filter((name) => name.startsWith('LTMC_'));

/** What is set, valid, and without effect, one sentence each. `env` holds no empty values. */
export function findNotices(env: Readonly<Record<string, string>>): string[] {
  return unknownNames(env).map(unknownNotice);
}

function unknownNames(env: Readonly<Record<string, string>>): string[] {
  return Object.keys(env).filter((name) => name.startsWith('LTMC_') && !KNOWN.includes(name)).toSorted();
}

function unknownNotice(name: string): string {
  const nearest = nearestName(name, KNOWN);
  return nearest === undefined
    ? `${name} is set, but LTMC knows no such variable`
    : `${name} is set, but LTMC knows no such variable; did you mean ${nearest}?`;
}
