import type { CallContext, RecordStore } from '@ltmc/contracts';
import type { Knowledge, KnowledgeSource } from '@ltmc/learning';
import type { MemoryService } from '@ltmc/memory';

/** Cosine from which on two texts have to do with each other: below, MiniLM finds something in common between any two. */
const NEAR = 0.4;
/** Attempts that are read to see from whom patterns are. */
const ATTEMPTS = 500;
/** Hits looked at for each one wanted: some are the asking agent's own, or nobody's. */
const LOOKED_AT = 4;

/** Finds by meaning what others stored and tried. */
export function createKnowledgeSource({ memory, record }: { readonly memory: Pick<MemoryService, 'search' | 'code'>; readonly record: Pick<RecordStore, 'code'> }): KnowledgeSource {
  return {
    near: async (context, text, { notBy, sinceMs, limit }) => {
      const asked: Asked = { text, notBy, sinceMs, limit };
      const found = await Promise.all([memoriesNear(memory, context, asked), patternsNear(memory, record, context, asked)]);
      return found.flat().toSorted((a, b) => b.nearness - a.nearness).slice(0, limit);
    },
  };
}

interface Asked {
  readonly text: string;
  readonly notBy: string;
  readonly sinceMs: number;
  readonly limit: number;
}

async function memoriesNear(memory: Pick<MemoryService, 'search'>, context: CallContext, { text, notBy, sinceMs, limit }: Asked): Promise<Knowledge[]> {
  const { hits } = await memory.search(context, { query: text, mode: 'semantic', kinds: ['memory'], sinceMs, topK: LOOKED_AT * limit });
  return hits.flatMap(({ resourceId, fileName, agentId, createdAtMs, similarity }): Knowledge[] =>
    (agentId === null || agentId === notBy || similarity === null || similarity < NEAR ? [] : [{ kind: 'memory', id: resourceId, name: fileName, outcome: null, agentId, atMs: createdAtMs, nearness: similarity }]));
}

/** Of each pattern the latest attempt of somebody else counts, what failed too. */
async function patternsNear(memory: Pick<MemoryService, 'code'>, record: Pick<RecordStore, 'code'>, context: CallContext, { text, notBy, sinceMs, limit }: Asked): Promise<Knowledge[]> {
  const { patterns, warnings } = await memory.code.find(context, { query: text, limit: LOOKED_AT * limit });
  const near = [...patterns, ...warnings].filter(({ similarity }) => (similarity ?? 0) >= NEAR);
  if (near.length === 0) return [];
  const attempts = await record.code.attempts(context.namespace, { sinceMs, patternIds: near.map(({ patternId }) => patternId) }, ATTEMPTS);
  return near.flatMap(({ patternId, similarity }): Knowledge[] => {
    const latest = attempts.find((attempt) => attempt.patternId === patternId && attempt.agentId !== null && attempt.agentId !== notBy);
    return latest?.agentId ? [{ kind: 'pattern', id: patternId, name: latest.inputPrompt, outcome: latest.result, agentId: latest.agentId, atMs: latest.recordedAtMs, nearness: similarity ?? 0 }] : [];
  });
}
