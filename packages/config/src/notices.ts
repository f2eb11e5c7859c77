import { nearestName } from './nearest-name.js';
import { VARIABLES } from './variables.js';

/** A variable of the mission whose part of LTMC is not built yet, and when setting it means something. */
interface Planned {
  readonly name: string;
  /** Completes "X is set, but this version ...". */
  readonly lacks: string;
  /** Only these values ask for something that is missing; absent means any value. */
  readonly asksFor?: readonly string[];
}

const NO_LEARNING = 'has no learning layer yet';
const ON = ['true', '1', 'yes', 'on'];

const PLANNED: readonly Planned[] = [
  { name: 'ML_INTEGRATION_ENABLED', lacks: NO_LEARNING, asksFor: ON },
  { name: 'ML_LEARNING_COORDINATION', lacks: NO_LEARNING, asksFor: ON },
  { name: 'ML_OPTIMIZATION_INTERVAL', lacks: NO_LEARNING },
];

const KNOWN = [...VARIABLES, ...PLANNED].map(({ name }) => name).filter((name) => name.startsWith('LTMC_'));

/** What is set, valid, and without effect, one sentence each. `env` holds no empty values. */
export function findNotices(env: Readonly<Record<string, string>>): string[] {
  const planned = PLANNED.filter((variable) => isAskedFor(variable, env))
    .map(({ name, lacks }) => `${name} is set, but this version ${lacks}`);
  return [...planned, ...unknownNames(env).map(unknownNotice)];
}

function isAskedFor({ name, asksFor }: Planned, env: Readonly<Record<string, string>>): boolean {
  const value = env[name]?.trim().toLowerCase();
  return value !== undefined && (asksFor?.includes(value) ?? true);
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
