import type { ChunkInput, TokenMap } from '@ltmc/contracts';
import { approximateTokenMap } from './approximate-token-map.js';
import type { Atom } from './atoms.js';
import { outlineChat } from './chat.js';
import { outlineCode } from './code.js';
import type { TextKind } from './detect-kind.js';
import { outlineMarkdown } from './markdown.js';
import type { Outline } from './outline.js';
import { overlapStart } from './overlap.js';
import { planChunks, type PlannedChunk } from './plan.js';
import { outlinePlain } from './prose.js';
import { splitToFit } from './split.js';
import { titleOf } from './title.js';
import { createTokenIndex, type TokenIndex } from './token-index.js';

/** How a text is cut. */
export interface ChunkOptions {
  /** How the text is read; see `detectKind`. */
  readonly kind: TextKind;
  /** The tokenizer's own count of this very text. Default: `approximateTokenMap(text)`. */
  readonly tokens?: TokenMap;
  /** Largest chunk, overlap included, in tokens. Default 200. */
  readonly maxTokens?: number;
  /** How much of the chunk before may be repeated where text was cut that belongs together, in tokens. At most half of `maxTokens`. Default 32, less where `maxTokens` is small. */
  readonly overlapTokens?: number;
  /** Whether a text that is cut into several chunks may begin with its title, a short first line, under which all of them stand. Of Markdown and plain text. Default false. */
  readonly titled?: boolean;
}

const DEFAULT_MAX_TOKENS = 200;
const DEFAULT_OVERLAP_TOKENS = 32;
const OUTLINES: Readonly<Record<TextKind, (text: string) => Outline>> = { markdown: outlineMarkdown, code: outlineCode, chat: outlineChat, plain: outlinePlain };
const MAY_HAVE_TITLE: ReadonlySet<TextKind> = new Set(['markdown', 'plain']);

/**
 * Cuts a text into chunks that are good to find and to read: whole sections, blocks, turns or paragraphs where they fit, sentences or lines where not.
 *
 * Every chunk is `text.slice(startOffset, endOffset)`; the chunks are in order and cover every character; none has more than `maxTokens` tokens; the
 * same arguments give the same chunks. A text of white space only has none.
 * @throws RangeError when `maxTokens` or `overlapTokens` is out of bounds; TypeError when `tokens` belongs to another text.
 */
export function chunkText(text: string, options: ChunkOptions): ChunkInput[] {
  const maxTokens = options.maxTokens ?? DEFAULT_MAX_TOKENS;
  const overlapTokens = options.overlapTokens ?? Math.min(DEFAULT_OVERLAP_TOKENS, Math.floor(maxTokens / 6));
  checkLimits(maxTokens, overlapTokens);
  if (text.trim() === '') return [];
  const tokens = createTokenIndex(text, options.tokens ?? approximateTokenMap(text));
  const outline = OUTLINES[options.kind](text);
  const atoms = splitToFit(outline, text, tokens, maxTokens);
  const plan = planChunks(atoms, { maxTokens, overlapTokens });
  const title = options.titled === true && plan.length > 1 && MAY_HAVE_TITLE.has(options.kind) ? titleOf(text) : null;
  return plan.map((planned, index) => cutChunk(planned, plan[index - 1], { text, tokens, outline, title, atoms, maxTokens, overlapTokens }));
}

function checkLimits(maxTokens: number, overlapTokens: number): void {
  if (!Number.isInteger(maxTokens) || maxTokens < 1) throw new RangeError(`maxTokens must be a whole number of at least 1, not ${maxTokens}`);
  if (!Number.isInteger(overlapTokens) || overlapTokens < 0 || overlapTokens > maxTokens / 2) {
    throw new RangeError(`overlapTokens must be a whole number from 0 to half of maxTokens (${maxTokens}), not ${overlapTokens}`);
  }
}

interface CutContext {
  readonly text: string;
  readonly tokens: TokenIndex;
  readonly outline: Outline;
  readonly title: string | null;
  readonly atoms: readonly Atom[];
  readonly maxTokens: number;
  readonly overlapTokens: number;
}

function cutChunk(planned: PlannedChunk, before: PlannedChunk | undefined, context: CutContext): ChunkInput {
  const { text, tokens, outline, title, atoms, maxTokens, overlapTokens } = context;
  const own = atoms.slice(planned.from, planned.to);
  const first = own[0];
  const endOffset = own.at(-1)?.end ?? text.length;
  let startOffset = first?.start ?? 0;
  if (first?.continues === true && before !== undefined) {
    const room = Math.min(overlapTokens, maxTokens - tokens.count(startOffset, endOffset));
    // Never beyond the chunk before, nor into a section of its own.
    const previous = atoms.slice(before.from, before.to).find((atom) => atom.section === first.section);
    startOffset = overlapStart(text, tokens, { after: previous?.start ?? startOffset, end: startOffset, room });
  }
  const path = commonPath(own.map((atom) => outline.sections[atom.section] ?? []));
  const heading = (title === null || path[0] === title ? path : [title, ...path]).join(' > ');
  return { content: text.slice(startOffset, endOffset), startOffset, endOffset, heading: heading === '' ? null : heading };
}

/** The headings that all sections of a chunk stand under; text before the first heading does not count. */
function commonPath(paths: readonly (readonly string[])[]): readonly string[] {
  const [first = [], ...others] = new Set(paths.filter((path) => path.length > 0));
  const differs = first.findIndex((title, depth) => others.some((path) => path[depth] !== title));
  return differs < 0 ? first : first.slice(0, differs);
}
