import { readFile } from 'node:fs/promises';
import { LtmcError } from '@ltmc/contracts';
import { contentWords, logisticScore, logOdds, relevanceFeatures, type LinearModel, type PassageText } from '@ltmc/ranking';

/** How probable it is that a passage answers a question; `models/relevance.json` says how it was fitted. */
export interface RelevanceModel {
  /** With a cosine. */
  readonly meaning: LinearModel;
  /** Without one. */
  readonly words: LinearModel;
  /** Only a passage that is at least so relevant is suggested as an answer. */
  readonly extractThreshold: number;
  /** What is less relevant is left out of a prompt. */
  readonly floor: number;
  /** The same of a passage that a search found and rated (`SearchResult.scoresAre`): that knows also what stands beside it. */
  readonly found: { readonly model: LinearModel; readonly extractThreshold: number; readonly floor: number };
}

/** One linear model per source of `route_query`; `models/route.json`. */
export interface RouteModel {
  readonly routes: Readonly<Record<string, LinearModel>>;
  /** The embedding model (`EmbeddingFingerprint.model`) whose vectors `typical` holds. */
  readonly embeddingModel: string;
  /** Mean vector of typical queries of each source, of length 1. */
  readonly typical: Readonly<Record<string, readonly number[]>>;
}

/** From the source file as from the built one. */
const FOLDER = new URL('../../models/', import.meta.url);

export async function loadRelevanceModel(): Promise<RelevanceModel> {
  const model = await readModel('relevance.json');
  if (isRecord(model) && isLinear(model['meaning']) && isLinear(model['words']) && hasBounds(model)) {
    const { meaning, words, found, extractThreshold, floor } = model;
    if (isRecord(found) && isLinear(found['model']) && hasBounds(found)) {
      return { meaning, words, extractThreshold, floor, found: { model: found['model'], extractThreshold: found.extractThreshold, floor: found.floor } };
    }
  }
  throw damaged('relevance.json');
}

export async function loadRouteModel(): Promise<RouteModel> {
  const model = await readModel('route.json');
  if (!isRecord(model) || !isRecord(model['routes']) || !isRecord(model['typical']) || typeof model['embeddingModel'] !== 'string') throw damaged('route.json');
  const routes: Record<string, LinearModel> = {};
  for (const [name, linear] of Object.entries(model['routes'])) {
    if (!isLinear(linear)) throw damaged('route.json');
    routes[name] = linear;
  }
  const typical: Record<string, readonly number[]> = {};
  for (const [name, vector] of Object.entries(model['typical'])) {
    if (!isVector(vector)) throw damaged('route.json');
    typical[name] = vector;
  }
  return { routes, embeddingModel: model['embeddingModel'], typical };
}

/**
 * The probability that passages which a search found answer its question, by what is surer: the two alone, or with the probability that the search gave it alone (`MemoryHit.scoreAlone`), which knows what stands beside a passage but thinks
 * little of short notes.
 */
export function foundRelevanceTo(question: string, model: RelevanceModel): (passage: PassageText & { readonly scoreAlone: number }) => number {
  const words = contentWords(question);
  const otherwise = relevanceTo(question, model);
  return (passage) => {
    const byTwo = otherwise(passage);
    return passage.similarity === null ? byTwo : Math.max(byTwo, logisticScore(model.found.model, { ...relevanceFeatures(words, passage), score: logOdds(passage.scoreAlone) }));
  };
}

/** The probability that passages answer this question. */
export function relevanceTo(question: string, model: RelevanceModel): (passage: PassageText) => number {
  const words = contentWords(question);
  return (passage) => logisticScore(passage.similarity === null ? model.words : model.meaning, relevanceFeatures(words, passage));
}

async function readModel(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(new URL(file, FOLDER), 'utf8'));
  } catch (cause) {
    throw damaged(file, cause);
  }
}

function damaged(file: string, cause?: unknown): LtmcError {
  return new LtmcError('LTMC_INTERNAL', `the weights in ${file} of @ltmc/memory are missing or damaged; install the package anew`, { cause });
}

function hasBounds(value: Readonly<Record<string, unknown>>): value is { readonly extractThreshold: number; readonly floor: number } & typeof value {
  return typeof value['extractThreshold'] === 'number' && typeof value['floor'] === 'number';
}

function isLinear(value: unknown): value is LinearModel {
  return isRecord(value) && typeof value['bias'] === 'number' && isRecord(value['weights']) && Object.values(value['weights']).every((weight) => typeof weight === 'number');
}

function isVector(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((number) => typeof number === 'number');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
