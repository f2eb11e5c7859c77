import { askWithContext } from './ask-with-context.js';
import { buildContext } from './build-context.js';
import { loadRelevanceModel, loadRouteModel } from './models.js';
import type { RecallEngine } from './recall-engine.js';
import { routeQuery } from './route/route-query.js';
import type { RecallService } from './types.js';

/** Answers put together from what is stored. The weights are read from their files with the first call. */
export function createRecall(engine: RecallEngine): RecallService {
  const relevance = once(loadRelevanceModel);
  const routes = once(loadRouteModel);
  return {
    askWithContext: async (context, input) => {
      engine.requireOpen();
      return askWithContext(engine, await relevance(), context, input);
    },
    buildContext: async (context, input) => {
      engine.requireOpen();
      return buildContext(engine, await relevance(), context, input);
    },
    routeQuery: async (context, input) => {
      engine.requireOpen();
      return routeQuery(engine, { relevance: await relevance(), routes: await routes() }, context, input);
    },
    searchByType: async (context, { query, resourceType, topK = 5 }) => {
      engine.requireOpen();
      return engine.search(context, { query, resourceType, topK, respell: true });
    },
  };
}

/** Loads with the first call; a failed load is tried again with the next. */
function once<Value>(load: () => Promise<Value>): () => Promise<Value> {
  let loaded: Promise<Value> | undefined;
  return () => {
    loaded ??= load().catch((error: unknown) => {
      loaded = undefined;
      throw error;
    });
    return loaded;
  };
}
