import { linearScore, softmax, type LinearModel } from '@ltmc/ranking';
import type { RouteModel } from '../models.js';
import type { RouteName } from '../types.js';
import { cuesOf } from './cues.js';
import { evidenceName, resemblanceName, routeFeatures, type RouteSigns } from './route-features.js';

/** A source, how sure that is, and why. */
export interface ChosenRoute {
  readonly route: RouteName;
  /** 0 to 1. */
  readonly confidence: number;
  /** In plain words. */
  readonly reason: string;
}

const NAMES: Readonly<Record<RouteName, string>> = { memory: 'stored documents', chat: 'chat messages', code: 'code patterns', todos: 'todos', graph: 'relations' };
/** Words that count for a source less than this are not worth a reason. */
const MIN_CONTRIBUTION = 0.2;
const MAX_REASONS = 2;
const MAX_SHOWN = 40;

/** The likeliest of the allowed sources. */
export function chooseRoute(model: Pick<RouteModel, 'routes'>, query: string, signs: RouteSigns, allowed: readonly RouteName[]): ChosenRoute {
  const features = routeFeatures(query, signs);
  const shares = softmax(allowed.map((route) => linearScore(linearOf(model, route), features)));
  const best = shares.indexOf(Math.max(...shares));
  const route = allowed[best] ?? 'memory';
  return { route, confidence: shares[best] ?? 0, reason: reasonFor(model, route, { query, features, allowed, found: signs.evidence?.[route] ?? 0 }) };
}

function linearOf({ routes }: Pick<RouteModel, 'routes'>, route: RouteName): LinearModel {
  return routes[route] ?? { bias: 0, weights: {} };
}

interface Chosen {
  readonly query: string;
  readonly features: Readonly<Record<string, number>>;
  readonly allowed: readonly RouteName[];
  /** How relevant the best of the source is. */
  readonly found: number;
}

function reasonFor(model: Pick<RouteModel, 'routes'>, route: RouteName, { query, features, allowed, found }: Chosen): string {
  const name = NAMES[route];
  if (allowed.length === 1) return `Only ${name} were asked for.`;
  const others = allowed.filter((other) => other !== route);
  /** How much more a feature says for this source than for the others on average. */
  const gain = (feature: string): number => {
    const weightFor = (of: RouteName): number => linearOf(model, of).weights[feature] ?? 0;
    return (features[feature] ?? 0) * (weightFor(route) - others.reduce((sum, other) => sum + weightFor(other), 0) / others.length);
  };
  const said = cuesOf(query)
    .map(({ cue, words }) => ({ text: `of ${cue.says} (${JSON.stringify(words.slice(0, MAX_SHOWN))})`, gain: gain(cue.name) }))
    .filter((reason) => reason.gain >= MIN_CONTRIBUTION)
    .toSorted((a, b) => b.gain - a.gain)
    .slice(0, MAX_REASONS)
    .map(({ text }) => text);
  const resembles = said.length === 0 && gain(resemblanceName(route)) >= MIN_CONTRIBUTION;
  const hasFound = gain(evidenceName(route)) >= MIN_CONTRIBUTION;
  if (said.length === 0 && !resembles) return hasFound ? `What fits best was found in ${name}.` : `Nothing points elsewhere, so ${name} come first.`;
  const why = resembles ? `sounds like those that ${name} answer` : `speaks ${said.join(' and ')}`;
  return `The query ${why}, so ${name} come first${hasFound ? '; something that fits was found there' : found === 0 ? '; nothing was found there' : ''}.`;
}
