import { createHash } from 'node:crypto';
import type { AttemptInput, CallContext, LoggedAttempt, PatternText } from '@ltmc/contracts';
import { checkCaller, checkTags, checkText } from '../content-rules.js';
import { chunkContent } from '../engine/chunk-content.js';
import type { MemoryEngine } from '../engine/engine.js';
import { writeThenEmbed } from '../engine/write-then-embed.js';
import type { AnswerFormat, Replayed } from '../types.js';
import { codeFingerprint } from './code-fingerprint.js';
import { checkOrigin } from './origin.js';
import type { LogAttemptInput, LogAttemptResult } from './types.js';

/** The key of the text that is a pattern's code; its other texts are prompts. */
export const CODE_KEY = 'code';

/** A trace or the output of a failed test; longer ones tell nothing more. */
const MAX_ERROR_LENGTH = 100_000;

/** fingerprint -> one transaction: the attempt, its pattern, the prompt and the code as texts to find it by. */
export async function logAttempt(engine: MemoryEngine, context: CallContext, input: LogAttemptInput, format: AnswerFormat<LogAttemptResult> | undefined): Promise<LogAttemptResult | Replayed> {
  const { embedder, clock } = engine;
  const checked = checkAttempt(engine, context, input);
  const { texts, degraded } = await patternTexts(engine, context, checked);
  const attempt: AttemptInput = { namespace: context.namespace, ...checked, texts, embeddingFingerprint: embedder.fingerprint.id, recordedAtMs: clock.nowMs() };
  const { fingerprint, inputPrompt, result, tags, recordedAtMs } = attempt;
  return writeThenEmbed<LoggedAttempt, LogAttemptResult>(engine, context, {
    wait: input.wait,
    idempotency: input.idempotency,
    format,
    degraded,
    write: (claim) => engine.writes(context).code.log(attempt, claim),
    resourceIds: ({ resourceIds }) => resourceIds,
    result: ({ patternId, attempts }, _pending, isDegraded) =>
      ({ patternId, fingerprint, inputPrompt, result, tags, loggedAtMs: recordedAtMs, attempts, ...(isDegraded ? { degraded: ['vectors'] } : {}) }),
  });
}

type Checked = Omit<AttemptInput, 'namespace' | 'texts' | 'embeddingFingerprint' | 'recordedAtMs'>;

function checkAttempt({ limits }: MemoryEngine, context: CallContext, input: LogAttemptInput): Checked {
  const inputPrompt = checkText('input_prompt', input.inputPrompt, limits);
  const generatedCode = checkText('generated_code', input.generatedCode, limits);
  const origin = checkOrigin(input);
  return {
    inputPrompt,
    generatedCode,
    fingerprint: codeFingerprint(generatedCode, origin),
    result: input.result,
    executionTimeMs: input.executionTimeMs ?? null,
    errorMessage: input.errorMessage === undefined || input.errorMessage.trim() === '' ? null : checkText('error_message', input.errorMessage, { maxLength: MAX_ERROR_LENGTH }),
    tags: checkTags(input.tags ?? []),
    language: origin.language ?? null,
    functionName: origin.functionName ?? null,
    fileName: origin.fileName ?? null,
    moduleName: origin.moduleName ?? null,
    ...checkCaller(context),
  };
}

/** The prompt, under a key of its own for each, and the code. */
async function patternTexts({ embedder }: MemoryEngine, { signal }: CallContext, { inputPrompt, generatedCode }: Checked): Promise<{ texts: readonly PatternText[]; degraded: boolean }> {
  const [prompt, code] = await Promise.all([
    chunkContent(embedder, inputPrompt, { kind: 'plain', signal }),
    chunkContent(embedder, generatedCode, { kind: 'code', signal }),
  ]);
  const key = `prompt-${createHash('sha256').update(inputPrompt).digest('hex').slice(0, 32)}`;
  return { texts: [{ key, content: inputPrompt, chunks: prompt.chunks }, { key: CODE_KEY, content: generatedCode, chunks: code.chunks }], degraded: prompt.degraded || code.degraded };
}
