import { LtmcError } from '@ltmc/contracts';
import type { MemoryEngine } from '../engine/engine.js';
import type { GraphTier } from '../graph-tier.js';
import { autoLink } from './auto-link-flow.js';
import type { GraphTiers } from './graph-question.js';
import { findFileName } from './find-memory.js';
import { findNeighbours } from './neighbour-flow.js';
import { relateMemories } from './relate-flow.js';
import { searchGraph } from './search-flow.js';
import type { RelationService } from './types.js';

/** @param graph - absent: relations are kept and counted, and questions are refused. */
export function createRelations(engine: MemoryEngine, graph: GraphTiers | undefined, tier: Pick<GraphTier, 'reconcile'>): RelationService {
  const tiers = (): GraphTiers => {
    if (!graph) throw new LtmcError('LTMC_GRAPH_UNAVAILABLE', 'This service was made without a graph; give createMemory one to ask about relations');
    return graph;
  };
  return {
    relate: async (context, input, format) => {
      engine.requireOpen();
      return relateMemories(engine, context, input, format);
    },
    neighbours: async (context, input) => {
      engine.requireOpen();
      return findNeighbours({ engine, graph: tiers() }, context, input);
    },
    search: async (context, input) => {
      engine.requireOpen();
      return searchGraph({ engine, graph: tiers() }, context, input);
    },
    autoLink: async (context, input, format) => {
      engine.requireOpen();
      return autoLink(engine, context, input, format);
    },
    fileNameOf: async ({ namespace }, name) => {
      engine.requireOpen();
      return findFileName(engine.record, namespace, name);
    },
    count: async ({ namespace }, resourceId) => {
      engine.requireOpen();
      return engine.record.edges.count(namespace, resourceId);
    },
    reconcile: async () => {
      engine.requireOpen();
      return tier.reconcile();
    },
  };
}
