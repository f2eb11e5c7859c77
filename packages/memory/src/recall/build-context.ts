import type { CallContext, TokenMap } from '@ltmc/contracts';
import { checkQuery } from '../content-rules.js';
import { findDocument, type FoundDocument } from './find-document.js';
import type { RelevanceModel } from './models.js';
import { packSources, type PackedSource } from './pack-sources.js';
import type { RecallEngine } from './recall-engine.js';
import { rateChunks, selectParts, wholeDocument, type DocumentPart } from './select-parts.js';
import { similarityTo } from './similarity-to.js';
import { createTokenCounter, totalTokens } from './token-counter.js';
import type { BuildInput, BuildResult, BuiltContext, BuiltSource } from './types.js';

/** Documents (whole, in their order; or with a query their nearest passages, best first) as one text within a budget. */
export async function buildContext(engine: RecallEngine, model: RelevanceModel, context: CallContext, input: BuildInput): Promise<BuildResult> {
  const query = input.query === undefined ? undefined : checkQuery(input.query);
  const documents = await Promise.all(input.documents.map((ref, index) => findDocument(engine, context, ref, index)));
  const counter = createTokenCounter(engine.embedder, context.signal);
  const maps = await Promise.all(documents.map(({ text }) => counter.tokenMap(text)));
  const rated = query === undefined ? undefined : await rateChunks(documents, { query, maps, model, similarity: similarityTo(engine.embedder, query, context.signal) });

  const within = async (maxTokens: number): Promise<BuiltContext> => {
    const parts = rated === undefined ? documents.map(wholeDocument) : selectParts(documents, rated, { maps, maxTokens });
    const packed = await packSources(parts.map(({ document, text }) => ({ name: documents[document]?.name ?? '', type: documents[document]?.type ?? '', text })), { maxTokens, tokenMap: counter.tokenMap });
    const packedParts = pairs(parts, packed.sources);
    const sources = documents.map((document, index) => builtSource(document, { index, totalTokens: totalTokens(maps[index] ?? NO_TOKENS), parts: packedParts.filter(([part]) => part.document === index) }));
    return { text: packed.text, tokenCount: packed.tokenCount, tokenizer: counter.tokenizer, sources };
  };
  return { within };
}

const NO_TOKENS: TokenMap = { starts: new Uint32Array(), counts: new Uint32Array() };

type PackedPart = readonly [DocumentPart, PackedSource];

function pairs(parts: readonly DocumentPart[], packed: readonly PackedSource[]): PackedPart[] {
  return parts.flatMap((part, index): PackedPart[] => {
    const source = packed[index];
    return source && source.content !== '' ? [[part, source]] : [];
  });
}

interface DocumentParts {
  readonly index: number;
  readonly totalTokens: number;
  /** What of the document is in the context. */
  readonly parts: readonly PackedPart[];
}

function builtSource({ name, resourceId, version, text }: FoundDocument, { index, totalTokens: total, parts }: DocumentParts): BuiltSource {
  const isWhole = text.trim() === '' || (parts.length === 1 && parts.every(([part, { truncated }]) => part.isWhole && !truncated));
  return { index, name, resourceId, version, tokenCount: parts.reduce((sum, [, { tokenCount }]) => sum + tokenCount, 0), totalTokens: total, truncated: !isWhole };
}
