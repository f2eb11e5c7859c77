import type { GraphEdge } from '@ltmc/contracts';
import { relationOf } from '../node-order.js';
import { idParameter, LABELS } from './model.js';

/** Label, relation and label of an edge: all from fixed lists. */
export interface EdgePattern {
  readonly source: string;
  readonly relation: string;
  readonly target: string;
}

type EdgeKey = Pick<GraphEdge, 'source' | 'target' | 'type'>;

const PATTERNS = new Map<string, EdgePattern>();

/** The same object for the same kinds. */
export function patternOf({ source, target }: EdgeKey): EdgePattern {
  const name = `${source.kind} ${target.kind}`;
  const pattern = PATTERNS.get(name) ?? { source: LABELS[source.kind], relation: relationOf(source, target) ?? 'RELATED_TO', target: LABELS[target.kind] };
  PATTERNS.set(name, pattern);
  return pattern;
}

/** What a statement finds the edge by. */
export function edgeRow({ source, target, type }: EdgeKey): Readonly<Record<string, unknown>> {
  return { source: idParameter(source), target: idParameter(target), type };
}
