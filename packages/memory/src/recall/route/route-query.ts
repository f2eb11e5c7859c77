import { LtmcError, type CallContext, type Embedder } from '@ltmc/contracts';
import { checkQuery } from '../../content-rules.js';
import { relevanceTo, type RelevanceModel, type RouteModel } from '../models.js';
import type { RecallEngine } from '../recall-engine.js';
import type { RouteHit, RouteInput, RouteName, RouteResult } from '../types.js';
import { chooseRoute } from './choose-route.js';
import { resemblanceOf, ROUTES, type Resemblance } from './route-features.js';
import { searchSource } from './search-source.js';

/** Asks every source for what fits, and chooses one by the words of the query and by what was found. */
export async function routeQuery(engine: RecallEngine, models: { readonly relevance: RelevanceModel; readonly routes: RouteModel }, context: CallContext, input: RouteInput): Promise<RouteResult> {
  const query = checkQuery(input.query);
  const { topK = 5, conversationId } = input;
  const allowed = ROUTES.filter((route) => input.sources === undefined || input.sources.length === 0 || input.sources.includes(route));
  const relevance = relevanceTo(query, models.relevance);
  const resembled = resemblance(engine.embedder, models.routes, query, context.signal);
  const answers = await Promise.all(allowed.map((route) => searchSource(engine, context, route, { query, topK, relevance, ...(conversationId === undefined ? {} : { conversationId }) })));

  const bySource: Partial<Record<RouteName, readonly RouteHit[]>> = {};
  const evidence: Partial<Record<RouteName, number>> = {};
  allowed.forEach((route, index) => {
    const hits = answers[index]?.hits ?? [];
    bySource[route] = hits;
    evidence[route] = hits[0]?.relevance ?? 0;
  });
  const { route, confidence, reason } = chooseRoute(models.routes, query, { evidence, resemblance: await resembled }, allowed);
  const degraded = [...new Set(answers.flatMap((answer) => answer.degraded))];
  return { route, confidence, reason, hits: bySource[route] ?? [], bySource, ...(degraded.length > 0 ? { degraded } : {}) };
}

/** Nothing where the embedding model is away or is another than the weights were fitted with: words and findings decide then. */
async function resemblance(embedder: Embedder, { embeddingModel, typical }: RouteModel, query: string, signal: AbortSignal | undefined): Promise<Resemblance> {
  if (embedder.fingerprint.model !== embeddingModel) return {};
  try {
    return resemblanceOf(await embedder.embed(query, { priority: 'query', ...(signal ? { signal } : {}) }), typical);
  } catch (error) {
    if (!LtmcError.is(error) || error.code === 'LTMC_CANCELLED' || error.code === 'LTMC_STORE_CLOSED') throw error;
    return {};
  }
}
