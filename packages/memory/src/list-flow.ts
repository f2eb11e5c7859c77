import type { CallContext, Clock, MemoryFilter } from '@ltmc/contracts';
import type { RecordView } from './engine/record-view.js';
import { checkQuery, checkResourceType, checkTags } from './content-rules.js';
import type { ListInput, ListResult } from './types.js';

/** A page of the memories that are current and valid now, newest first. */
export async function listMemories({ record, clock }: { readonly record: RecordView; readonly clock: Clock }, { namespace }: CallContext, input: ListInput): Promise<ListResult> {
  const { resourceType, tags, sinceMs, untilMs, query, limit = 20, cursor } = input;
  const filter: MemoryFilter = {
    namespace,
    validAtMs: clock.nowMs(),
    ...(resourceType === undefined ? {} : { resourceType: checkResourceType(resourceType) }),
    ...(tags === undefined || tags.length === 0 ? {} : { tags: checkTags(tags) }),
    ...(sinceMs === undefined ? {} : { sinceMs }),
    ...(untilMs === undefined ? {} : { untilMs }),
  };
  const page = await record.listResources(filter, {
    limit,
    ...(query === undefined ? {} : { text: checkQuery(query) }),
    ...(cursor === undefined ? {} : { cursor }),
  });
  return { memories: page.resources, totalCount: page.totalCount, ...(page.nextCursor === undefined ? {} : { nextCursor: page.nextCursor }) };
}
