import { LtmcError, type CallContext, type Related } from '@ltmc/contracts';
import { checkCaller, checkMetadata } from '../content-rules.js';
import type { MemoryEngine } from '../engine/engine.js';
import { claimFor, replayOf } from '../idempotency.js';
import type { AnswerFormat, Replayed } from '../types.js';
import { requireMemoryId } from './find-memory.js';
import { checkRelationType } from './relation-rules.js';
import type { RelateInput, RelateResult } from './types.js';

/** Keeps a relation that an agent states. */
export async function relateMemories({ record, writes, clock }: MemoryEngine, context: CallContext, input: RelateInput, format: AnswerFormat<RelateResult> | undefined): Promise<RelateResult | Replayed> {
  const { namespace } = context;
  const type = checkRelationType(input.type);
  const metadata = checkMetadata(input.metadata ?? {});
  const { agentId } = checkCaller(context);
  const sourceId = await requireMemoryId(record, namespace, 'source_id', input.source);
  const targetId = await requireMemoryId(record, namespace, 'target_id', input.target);
  if (sourceId === targetId) throw new LtmcError('LTMC_INVALID_INPUT', 'source_id and target_id name the same memory; relate it to another one');
  const relation = { sourceId, targetId, type, strength: input.strength ?? 1, automatic: false, metadata, agentId };
  const claim = input.idempotency && format ? claimFor(input.idempotency, (related: Related) => format(resultOf(related))) : undefined;
  const outcome = await writes(context).edges.relate(namespace, [relation], clock.nowMs(), claim);
  return outcome.kind === 'replayed' ? replayOf(outcome.answer) : resultOf(outcome.result);
}

function resultOf({ relations: [relation], created }: Related): RelateResult {
  if (!relation) throw new LtmcError('LTMC_INTERNAL', 'the record did not give back the relation it was given');
  const { relationshipId, sourceId, targetId, type, strength, createdAtMs } = relation;
  return { relationshipId, sourceId, targetId, type, strength, created: created > 0, createdAtMs };
}
