/** A bias and one weight for each named feature. */
export interface LinearModel {
  readonly bias: number;
  readonly weights: Readonly<Record<string, number>>;
}

/** The weighted sum; a feature that is not given counts 0. */
export function linearScore({ bias, weights }: LinearModel, features: Readonly<Record<string, number>>): number {
  return Object.entries(weights).reduce((sum, [name, weight]) => sum + weight * (features[name] ?? 0), bias);
}

/** The probability that a logistic model gives, 0 to 1. */
export function logisticScore(model: LinearModel, features: Readonly<Record<string, number>>): number {
  return 1 / (1 + Math.exp(-linearScore(model, features)));
}

/** Scores to probabilities that sum to 1, in the same order. */
export function softmax(scores: readonly number[]): number[] {
  const largest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** Closest that a probability is taken to come to 0 or 1. */
const SURE = 1e-6;

/** What a probability is the logistic of; for 0 and 1 that of a millionth less. */
export function logOdds(probability: number): number {
  const known = Math.min(1 - SURE, Math.max(SURE, probability));
  return Math.log(known / (1 - known));
}
