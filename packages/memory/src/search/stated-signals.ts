import type { Citation, MemoryFilter, StatedRelation, Statements, VectorHit, VectorIdRange } from '@ltmc/contracts';
import type { RankingUnit } from '@ltmc/ranking';
import type { RecordView } from '../engine/record-view.js';
import type { VectorProjection } from '../vector-projection.js';
import type { FoundChunks } from './gather-pool.js';
import { isSemanticAway, type EmbeddedQuery, type Meaning } from './search-meaning.js';

/** What agents stated that bears on a question. */
export interface StatedSignals {
  /** Chunks that only the statements lead to, with their cosines. */
  readonly led: FoundChunks;
  /** What each chunk was used for, by vector id. */
  readonly uses: ReadonlyMap<number, NonNullable<RankingUnit['uses']>>;
  readonly relations: readonly StatedRelation[];
}

export const NOTHING_STATED: StatedSignals = { led: new Map(), uses: new Map(), relations: [] };

export interface StatedParts {
  readonly record: Pick<RecordView, 'statementsExist' | 'statementsAbout' | 'passing'>;
  projection(of: { readonly namespace: string; readonly kind: 'message' }): Promise<Pick<VectorProjection, 'catchUp' | 'search'>>;
}

type Messages = Pick<VectorProjection, 'search'>;

/** What is asked beside the words and the meaning: whether anything was stated, and which messages are like the question. */
export interface StatedStart {
  readonly exist: { readonly citations: boolean; readonly relations: boolean };
  /** Undefined where nothing was cited, or the vectors are away: then nothing is known of what a use was for. */
  readonly messages: Messages | undefined;
  /** The messages nearest to the question. */
  readonly near: readonly VectorHit[];
}

export interface StatedQuestion extends StatedStart {
  readonly filter: MemoryFilter;
  /** What words and meaning found, best first. */
  readonly found: FoundChunks;
  /** Undefined where the vectors are away. */
  readonly meaning: Pick<Meaning, 'vector' | 'similarities'> | undefined;
}

/** Messages looked at for what they cite: those nearest to the question, and from this cosine on. */
const NEAR_MESSAGES = 20;
const NEAR = 0.5;
/** A cosine up to which two texts of the model have nothing to do with each other. */
const UNLIKE = 0.4;
/** Chunks that uses may lead to, documents that relations may, and chunks of each document or message that are compared. */
const MOST_USED = 40;
const MOST_RELATED = 20;
const CHUNKS_COMPARED = 64;

/** Begins while words and meaning are still looked for. */
export async function startStated({ record, projection }: StatedParts, namespace: string, query: Promise<Pick<EmbeddedQuery, 'vector'>>): Promise<StatedStart> {
  const exist = await record.statementsExist();
  if (!exist.citations) return { exist, messages: undefined, near: [] };
  try {
    const messages = await projection({ namespace, kind: 'message' });
    const [{ vector }] = await Promise.all([query, messages.catchUp()]);
    return { exist, messages, near: await messages.search(vector, { limit: NEAR_MESSAGES }) };
  } catch (error) {
    if (isSemanticAway(error)) return { exist, messages: undefined, near: [] };
    throw error;
  }
}

/**
 * What was used before for such a question, and what is related to what was found: it is ranked with the rest, though neither words nor meaning find it. Only what
 * agents stated counts; see `StatementReads`.
 */
export async function statedSignals({ record }: StatedParts, question: StatedQuestion): Promise<StatedSignals> {
  const { filter, found, exist, near } = question;
  if (!exist.citations && !exist.relations) return NOTHING_STATED;
  const nearIds = near.filter(({ similarity }) => similarity >= NEAR).map(({ vectorId }) => vectorId);
  const statements = await record.statementsAbout(filter.namespace, [...found.keys(), ...nearIds], filter.validAtMs);
  const [likeness, led] = await Promise.all([likenessOf(question, statements.citations), ledTo(record, question, { ...statements, nearIds })]);
  return { led, uses: usesOf(statements.citations, likeness), relations: statements.relations };
}

/** How much each citing message is like the question, 0 to 1, by vector id. */
async function likenessOf({ messages, meaning, near }: StatedQuestion, citations: readonly Citation[]): Promise<ReadonlyMap<number, number>> {
  const known = new Set(near.map(({ vectorId }) => vectorId));
  const others = new Set(citations.flatMap(({ messageVectors }) => idsOf(messageVectors)).filter((id) => !known.has(id)));
  const further = messages && meaning && others.size > 0 ? await messages.search(meaning.vector, { limit: others.size, allowed: Float64Array.from(others).toSorted() }) : [];
  return new Map([...near, ...further].map(({ vectorId, similarity }) => [vectorId, Math.min(1, Math.max(0, (similarity - UNLIKE) / (1 - UNLIKE)))]));
}

function usesOf(citations: readonly Citation[], likeness: ReadonlyMap<number, number>): StatedSignals['uses'] {
  const uses = new Map<number, { likeness: number; strength: number }[]>();
  for (const { vectorId, messageVectors, strength } of citations) {
    const use = { likeness: Math.max(0, ...idsOf(messageVectors).map((id) => likeness.get(id) ?? 0)), strength };
    const others = uses.get(vectorId);
    if (others) others.push(use);
    else uses.set(vectorId, [use]);
  }
  return uses;
}

/** What near messages cite, and of each document that is related to what was found the chunk nearest to the question; all that passes the filter and was not found. */
async function ledTo(record: StatedParts['record'], { filter, found, meaning }: StatedQuestion, { citations, relations, nearIds }: Statements & { readonly nearIds: readonly number[] }): Promise<FoundChunks> {
  const isLike = ({ messageVectors }: Citation): boolean => idsOf(messageVectors).some((id) => nearIds.includes(id) || found.has(id));
  const cited = [...new Set(citations.filter(isLike).map(({ vectorId }) => vectorId))].filter((id) => !found.has(id)).slice(0, MOST_USED);
  const ranges = otherEnds(relations, found);
  const ids = [...new Set([...cited, ...ranges.flatMap(idsOf)])].filter((id) => !found.has(id));
  if (ids.length === 0) return new Map();
  const [passing, cosines] = await Promise.all([record.passing(ids, filter), meaning ? meaning.similarities(ids) : new Map<number, number>()]);
  const allowed = new Set(passing);
  const nearest = ranges.map((range) => bestOf(idsOf(range).filter((id) => allowed.has(id)), cosines));
  const led = [...cited.filter((id) => allowed.has(id)), ...nearest.filter((id) => id !== undefined)];
  return new Map(led.map((id) => [id, cosines.get(id) ?? null]));
}

/** Documents at the other end of relations of which nothing was found, best-related first. */
function otherEnds(relations: readonly StatedRelation[], found: FoundChunks): VectorIdRange[] {
  const ids = [...found.keys()];
  const isFound = ({ first, last }: VectorIdRange): boolean => ids.some((id) => id >= first && id <= last);
  const ends = relations.toSorted((a, b) => b.strength - a.strength).flatMap(({ sourceId, sourceVectors, targetId, targetVectors }) => [
    ...(isFound(sourceVectors) ? [] : [{ id: sourceId, range: sourceVectors }]),
    ...(isFound(targetVectors) ? [] : [{ id: targetId, range: targetVectors }]),
  ]);
  return [...new Map(ends.map(({ id, range }) => [id, range])).values()].slice(0, MOST_RELATED);
}

function idsOf({ first, last }: VectorIdRange): number[] {
  return Array.from({ length: Math.max(0, Math.min(CHUNKS_COMPARED, last - first + 1)) }, (_, place) => first + place);
}

function bestOf(ids: readonly number[], cosines: ReadonlyMap<number, number>): number | undefined {
  return ids.toSorted((a, b) => (cosines.get(b) ?? -1) - (cosines.get(a) ?? -1) || a - b)[0];
}
