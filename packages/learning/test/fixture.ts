import { createMemoryRecord, openSqliteRecord } from '@ltmc/tier-temporal';
import type { AttemptInput, RecordStore } from '@ltmc/contracts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const NAMESPACE = 'learning-test';
export const DAY_MS = 86_400_000;
export const NOW_MS = 2_000 * DAY_MS;
export const context = { namespace: NAMESPACE, principal: 'tester' };

/** The records to learn from: the real one, and the one in memory. */
export const records: readonly (readonly [string, () => Promise<RecordStore>])[] = [
  ['sqlite', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ltmc-learning-'));
    const record = await openSqliteRecord({ path: join(folder, 'ltmc.db') });
    const close = async (): Promise<void> => {
      await record.close();
      await rm(folder, { recursive: true, force: true });
    };
    return { ...record, close, [Symbol.asyncDispose]: close };
  }],
  ['memory', async () => createMemoryRecord()],
];

/** Keeps an attempt: of the code `code`, so many days ago. @returns the pattern's id. */
export async function attempt(record: RecordStore, code: string, fields: Partial<Pick<AttemptInput, 'result' | 'agentId' | 'inputPrompt'>> & { readonly daysAgo?: number } = {}): Promise<number> {
  const { daysAgo = 0, ...given } = fields;
  const text = { key: 'code', content: code, chunks: [{ content: code, startOffset: 0, endOffset: code.length, heading: null }] };
  const outcome = await record.code.log({
    namespace: NAMESPACE, fingerprint: code, inputPrompt: `Write ${code}`, generatedCode: code, result: 'pass', executionTimeMs: null, errorMessage: null, tags: [], agentId: null, sessionId: null,
    language: null, functionName: null, fileName: null, moduleName: null, texts: [text], recordedAtMs: NOW_MS - daysAgo * DAY_MS, ...given,
  });
  if (outcome.kind !== 'written') throw new Error('a write without a key cannot be a replay');
  return outcome.result.patternId;
}
