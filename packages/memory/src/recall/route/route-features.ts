import { contentWords } from '@ltmc/ranking';
import type { RouteName } from '../types.js';
import { cuesOf } from './cues.js';

/** The sources in the order in which equal ones are chosen. */
export const ROUTES: readonly RouteName[] = ['memory', 'chat', 'code', 'todos', 'graph'];

/** How relevant the best of each source is, 0 to 1; a source that was not asked is absent. */
export type Evidence = Readonly<Partial<Record<RouteName, number>>>;

/** Longest question that counts; cues are words of questions, not of pasted files. */
const MAX_LENGTH = 2000;
const FEW_WORDS = 3;

/** How much more a query resembles the typical queries of a source than those of the others, as cosines. */
export type Resemblance = Readonly<Partial<Record<RouteName, number>>>;

/** What is known of a query beside its words. */
export interface RouteSigns {
  readonly evidence?: Evidence;
  /** Absent where the model that embeds is away, or another than the one the weights were fitted with. */
  readonly resemblance?: Resemblance;
}

/** What a query is routed by: a 1 for each cue that it gives, what was found in each source, and what it resembles. */
export function routeFeatures(query: string, { evidence = {}, resemblance = {} }: RouteSigns): Record<string, number> {
  const question = query.slice(0, MAX_LENGTH);
  const features: Record<string, number> = {};
  for (const { cue } of cuesOf(question)) features[cue.name] = 1;
  if (contentWords(question).length <= FEW_WORDS) features['fewWords'] = 1;
  for (const route of ROUTES) {
    features[evidenceName(route)] = evidence[route] ?? 0;
    features[resemblanceName(route)] = resemblance[route] ?? 0;
  }
  return features;
}

/** Name of the feature that holds a source's evidence. */
export function evidenceName(route: RouteName): string {
  return `found in ${route}`;
}

/** Name of the feature that holds the resemblance to a source's queries. */
export function resemblanceName(route: RouteName): string {
  return `resembles ${route}`;
}

/** Compares a query's vector with the mean vectors of typical queries, of length 1 each. */
export function resemblanceOf(vector: Float32Array, typical: Readonly<Partial<Record<RouteName, readonly number[]>>>): Resemblance {
  const cosines = ROUTES.map((route) => vector.reduce((sum, value, index) => sum + value * (typical[route]?.[index] ?? 0), 0));
  const mean = cosines.reduce((sum, cosine) => sum + cosine, 0) / ROUTES.length;
  return Object.fromEntries(ROUTES.map((route, index) => [route, (cosines[index] ?? 0) - mean]));
}
