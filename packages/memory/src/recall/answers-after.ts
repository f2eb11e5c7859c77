import type { CallContext, ChunkView } from '@ltmc/contracts';
import type { RecordView } from '../engine/record-view.js';
import { endsAsking } from './ends-asking.js';
import type { RatedHit } from './read-passages.js';

/** How relevant what follows a question is, as a share of the question: the reply of an assistant to a user. Set, as is the next. */
const REPLY = 0.7;
/** And any other turn: of talk among friends a good quarter of these hold the answer. */
const NEXT_TURN = 0.4;

export interface AnswersOptions {
  readonly record: Pick<RecordView, 'adjacentChunks' | 'chats' | 'readChunks'>;
  /** Only what follows a question at least so relevant. */
  readonly least: number;
  /** Unix epoch milliseconds: what is valid then. */
  readonly nowMs: number;
}

/** What was said right after questions like the one that is asked: the likely answer, though it has hardly a word in common with either. It comes right behind its question, unless it was found before it. */
export async function withAnswersAfter(rated: readonly RatedHit[], { namespace }: CallContext, options: AnswersOptions): Promise<readonly RatedHit[]> {
  const asking = rated.filter(({ hit, relevance }) => hit.kind === 'message' && relevance >= options.least && endsAsking(hit.content));
  if (asking.length === 0) return rated;
  const answers = await answersTo(asking.map(({ hit }) => hit.chunkId), namespace, options);
  const relevances = new Map(rated.map(({ hit, relevance }) => [hit.chunkId, relevance]));
  const told = new Set<number>();
  return rated.flatMap((one) => {
    const { hit: { chunkId }, relevance } = one;
    if (told.has(chunkId)) return [];
    told.add(chunkId);
    const answer = asking.includes(one) ? answers.get(chunkId) : undefined;
    if (!answer || told.has(answer.view.chunkId)) return [one];
    told.add(answer.view.chunkId);
    return [one, { hit: answer.view, relevance: Math.max(relevances.get(answer.view.chunkId) ?? 0, answer.share * relevance) }];
  });
}

interface Answer {
  readonly view: ChunkView;
  /** Of the relevance of its question. */
  readonly share: number;
}

/** By the chunk that asks. */
async function answersTo(chunkIds: readonly number[], namespace: string, { record, nowMs }: AnswersOptions): Promise<ReadonlyMap<number, Answer>> {
  const filter = { namespace, kinds: ['message'], validAtMs: nowMs } as const;
  const questions = await record.readChunks({ chunkIds }, filter);
  const beside = new Map((await record.adjacentChunks(questions.map(({ vectorId }) => vectorId), filter)).map(({ vectorId, after }) => [vectorId, after]));
  const following = await record.readChunks({ vectorIds: [...beside.values()].filter((id) => id !== undefined) }, filter);
  const roles = new Map((await record.chats.read(namespace, { resourceIds: [...questions, ...following].map(({ resourceId }) => resourceId) })).map(({ resourceId, role }) => [resourceId, role]));
  const isReply = (question: ChunkView, view: ChunkView): boolean => roles.get(question.resourceId) === 'user' && roles.get(view.resourceId) === 'assistant';
  return new Map(questions.flatMap((question): (readonly [number, Answer])[] => {
    const view = following.find(({ vectorId }) => vectorId === beside.get(question.vectorId));
    // What follows within a message is part of the question.
    return view && view.resourceId !== question.resourceId ? [[question.chunkId, { view, share: isReply(question, view) ? REPLY : NEXT_TURN }]] : [];
  }));
}
