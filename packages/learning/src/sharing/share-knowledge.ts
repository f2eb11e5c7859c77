import type { AttemptView, CallContext, Clock, RecordStore } from '@ltmc/contracts';

/** Something that an agent knows because it stored it, or tried it. */
export interface Knowledge {
  readonly kind: 'memory' | 'pattern';
  /** A `resource_id`, or a `pattern_id`. */
  readonly id: number;
  /** Its file name, or the prompt that the code answers. */
  readonly name: string;
  /** Of a pattern: what came of that agent's latest attempt; null of a memory. */
  readonly outcome: string | null;
  /** From whom it is. */
  readonly agentId: string;
  /** Unix epoch milliseconds: when it was stored, or tried last. */
  readonly atMs: number;
  /** How near it is to the text asked about, 0 to 1. */
  readonly nearness: number;
}

/** Where knowledge is found: the search of the memory. */
export interface KnowledgeSource {
  /** Memories and code patterns near a text that are from some other agent, since that moment, the nearest first. */
  near(context: CallContext, text: string, options: { readonly notBy: string; readonly sinceMs: number; readonly limit: number }): Promise<readonly Knowledge[]>;
}

/** What others learned near the recent work of an agent. */
export interface SharedKnowledge {
  readonly agentId: string;
  /** Names of what the agent stored and tried lately, the newest of each kind first. */
  readonly recentWork: readonly string[];
  /** The nearest first, each once, with the work it is nearest to. */
  readonly knowledge: readonly (Knowledge & { readonly near: string })[];
}

/** Work that is looked at, of each kind, and how old it may be. */
const RECENT = 5;
const WORK_DAYS = 7;
/** What others learned before is found by searching. */
const KNOWLEDGE_DAYS = 30;
const DAY_MS = 86_400_000;
/** Newest attempts in which those of the agent are looked for. */
const ATTEMPTS = 500;
const NEAR_EACH = 8;
/** A text says what it is about at its beginning. */
const TEXT_LENGTH = 600;

export interface SharingParts {
  readonly record: Pick<RecordStore, 'code' | 'listResources' | 'getVersion'>;
  readonly source: KnowledgeSource;
  readonly clock: Clock;
}

/** Asked when somebody wants to know: nothing is pushed, kept or counted, so nothing can be stale or lost. @param options - `limit`: of the knowledge. */
export async function shareKnowledge(parts: SharingParts, context: CallContext, { agentId, limit }: { readonly agentId: string; readonly limit: number }): Promise<SharedKnowledge> {
  const nowMs = parts.clock.nowMs();
  const work = await recentWork(parts, context, { agentId, nowMs });
  const own = new Set(work.map(keyOf));
  const best = new Map<string, Knowledge & { readonly near: string }>();
  for (const { name, text } of work) {
    const found = await parts.source.near(context, text, { notBy: agentId, sinceMs: nowMs - KNOWLEDGE_DAYS * DAY_MS, limit: NEAR_EACH });
    for (const knowledge of found) {
      const key = keyOf(knowledge);
      if (!own.has(key) && knowledge.nearness > (best.get(key)?.nearness ?? 0)) best.set(key, { ...knowledge, near: name });
    }
  }
  const knowledge = [...best.values()].toSorted((a, b) => b.nearness - a.nearness || b.atMs - a.atMs || b.id - a.id).slice(0, limit);
  return { agentId, recentWork: work.map(({ name }) => name), knowledge };
}

interface Work {
  readonly kind: Knowledge['kind'];
  readonly id: number;
  readonly name: string;
  readonly text: string;
}

function keyOf({ kind, id }: Pick<Knowledge, 'kind' | 'id'>): string {
  return `${kind} ${id}`;
}

async function recentWork({ record }: SharingParts, { namespace }: CallContext, { agentId, nowMs }: { readonly agentId: string; readonly nowMs: number }): Promise<Work[]> {
  const sinceMs = nowMs - WORK_DAYS * DAY_MS;
  const [{ resources }, attempts] = await Promise.all([
    record.listResources({ namespace, agentId, sinceMs, validAtMs: nowMs }, { limit: RECENT }),
    record.code.attempts(namespace, { sinceMs }, ATTEMPTS),
  ]);
  const memories = await Promise.all(resources.map(async ({ resourceId, fileName }): Promise<Work> => {
    const version = await record.getVersion(namespace, { resourceId });
    return { kind: 'memory', id: resourceId, name: fileName, text: beginning(`${fileName}\n${version?.content ?? ''}`) };
  }));
  return [...memories, ...patternsOf(attempts.filter((attempt) => attempt.agentId === agentId)).slice(0, RECENT)];
}

/** @param attempts - newest first. */
function patternsOf(attempts: readonly AttemptView[]): Work[] {
  const latest = new Map<number, AttemptView>();
  for (const attempt of attempts) if (!latest.has(attempt.patternId)) latest.set(attempt.patternId, attempt);
  return [...latest.values()].map(({ patternId, inputPrompt }) => ({ kind: 'pattern', id: patternId, name: inputPrompt, text: beginning(inputPrompt) }));
}

function beginning(text: string): string {
  // Not the first half of a character.
  return text.slice(0, TEXT_LENGTH).replace(/[\ud800-\udbff]$/, '');
}
