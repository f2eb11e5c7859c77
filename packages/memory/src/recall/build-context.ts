import type { CallContext } from '@ltmc/contracts';
import { checkQuery } from '../content-rules.js';
import { findDocument, type FoundDocument } from './find-document.js';
import type { RelevanceModel } from './models.js';
import { packSources, type PackedSource } from './pack-sources.js';
import type { RecallEngine } from './recall-engine.js';
import { selectParts, wholeDocument, type DocumentPart } from './select-parts.js';
import { createTokenCounter, totalTokens } from './token-counter.js';
import type { BuildInput, BuildResult, BuiltSource } from './types.js';

/** Documents (whole, in their order; or with a query their nearest passages, best first) as one text within a budget. */
export async function buildContext(engine: RecallEngine, model: RelevanceModel, context: CallContext, input: BuildInput): Promise<BuildResult> {
  const { maxTokens = 4000 } = input;
  const query = input.query === undefined ? undefined : checkQuery(input.query);
  const documents = await Promise.all(input.documents.map((ref, index) => findDocument(engine, context, ref, index)));
  const counter = createTokenCounter(engine.embedder, context.signal);
  const maps = await Promise.all(documents.map(({ text }) => counter.tokenMap(text)));
  const parts =
    query === undefined
      ? documents.map(wholeDocument)
      : await selectParts(documents, { query, maps, maxTokens, model, embedder: engine.embedder, ...(context.signal ? { signal: context.signal } : {}) });
  const packed = await packSources(parts.map(({ document, text }) => ({ name: documents[document]?.name ?? '', type: documents[document]?.type ?? '', text })), { maxTokens, tokenMap: counter.tokenMap });
  return {
    context: packed.text,
    tokenCount: packed.tokenCount,
    tokenizer: counter.tokenizer,
    sources: documents.map((document, index) => builtSource(document, index, totalTokens(maps[index] ?? { starts: NO_UNITS, counts: NO_UNITS }), pairs(parts, packed.sources))),
    ...(counter.tokenizer === 'estimate' ? { degraded: ['tokenizer'] } : {}),
  };
}

const NO_UNITS = new Uint32Array();

type PackedPart = readonly [DocumentPart, PackedSource];

function pairs(parts: readonly DocumentPart[], packed: readonly PackedSource[]): PackedPart[] {
  return parts.flatMap((part, index): PackedPart[] => {
    const source = packed[index];
    return source ? [[part, source]] : [];
  });
}

function builtSource({ name, resourceId, version, text }: FoundDocument, index: number, total: number, packed: readonly PackedPart[]): BuiltSource {
  const own = packed.filter(([part, { content }]) => part.document === index && content !== '');
  const [only] = own;
  const isWhole = text.trim() === '' || (own.length === 1 && only !== undefined && only[0].isWhole && !only[1].truncated);
  return { index, name, resourceId, version, tokenCount: own.reduce((sum, [, { tokenCount }]) => sum + tokenCount, 0), totalTokens: total, truncated: !isWhole };
}
