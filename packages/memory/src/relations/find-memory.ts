import { LtmcError, type MemoryFilter, type ResourceSummary } from '@ltmc/contracts';
import type { RecordView } from '../engine/record-view.js';
import { checkFileName } from '../content-rules.js';
import type { MemoryName } from './types.js';

const DIGITS = /^[1-9]\d{0,15}$/u;

/** The memory that a name means: an id, an id as digits, or a file name; ids go first. Undefined when there is none. */
export async function findMemoryId(record: RecordView, namespace: string, name: MemoryName): Promise<number | undefined> {
  const id = typeof name === 'number' ? name : DIGITS.test(name) ? Number(name) : undefined;
  if (id !== undefined && (await record.getVersion(namespace, { resourceId: id }))) return id;
  if (typeof name === 'number') return undefined;
  return (await record.getVersion(namespace, { fileName: checkFileName(name) }))?.resourceId;
}

/** The file name of the memory that a name means, also where there is none yet; undefined for an unknown id. */
export async function findFileName(record: RecordView, namespace: string, name: MemoryName): Promise<string | undefined> {
  if (typeof name === 'string' && !DIGITS.test(name)) return checkFileName(name);
  const id = await findMemoryId(record, namespace, name);
  if (id !== undefined) return record.fileName(namespace, id);
  return typeof name === 'string' ? checkFileName(name) : undefined;
}

/** @param parameter - named when there is no such memory. @throws LtmcError `LTMC_NOT_FOUND` */
export async function requireMemoryId(record: RecordView, namespace: string, parameter: string, name: MemoryName): Promise<number> {
  const id = await findMemoryId(record, namespace, name);
  if (id === undefined) throw new LtmcError('LTMC_NOT_FOUND', `${parameter}: no memory ${JSON.stringify(name)}; give a resource_id or a file_name, list_memories shows what is stored`);
  return id;
}

/** Those of the memories that are current and valid now, by id. */
export async function readMemories(record: RecordView, { namespace, validAtMs }: Pick<MemoryFilter, 'namespace' | 'validAtMs'>, ids: Iterable<number>): Promise<ReadonlyMap<number, ResourceSummary>> {
  const resourceIds = [...new Set(ids)];
  if (resourceIds.length === 0) return new Map();
  const { resources } = await record.listResources({ namespace, validAtMs, resourceIds }, { limit: resourceIds.length });
  return new Map(resources.map((resource) => [resource.resourceId, resource]));
}
