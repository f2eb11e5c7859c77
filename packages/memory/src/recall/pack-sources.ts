import { fitText } from '@ltmc/chunking';
import type { TokenMap } from '@ltmc/contracts';

/** A text with a name, to be put into a context. */
export interface SourceText {
  /** As the reader of the context is told: a file name, "user in conversation c1". */
  readonly name: string;
  /** e.g. `document`, `message` */
  readonly type: string;
  readonly text: string;
}

/** What became of a source. */
export interface PackedSource {
  /** Position in what was given. */
  readonly index: number;
  /** The part of the text that is in the context; empty when nothing of it is. */
  readonly content: string;
  /** Tokens of `content`. */
  readonly tokenCount: number;
  /** Something of the text is missing. */
  readonly truncated: boolean;
}

export interface PackedContext {
  readonly text: string;
  /** Of `text`, counted as a whole. */
  readonly tokenCount: number;
  /** All that were given, in their order. */
  readonly sources: readonly PackedSource[];
}

export interface PackOptions {
  /** Of the whole context; never exceeded. */
  readonly maxTokens: number;
  /** The tokenizer's count of a text. */
  tokenMap(text: string): Promise<TokenMap>;
  /** Stands above the sources, e.g. an instruction. Default: nothing. */
  readonly before?: string;
  /** Stands below them, e.g. the question. Default: nothing. */
  readonly after?: string;
  /** A source of which fewer tokens would fit is left out rather than cut. Default 16. */
  readonly minTokens?: number;
}

const BETWEEN = '\n\n';

/**
 * Puts texts into one, each between tags that name it, in the order given: whole while they fit, then cut as `fitText` cuts, then left out. What does
 * not fit at all gives room to the next. Tokens are exact: white space between two parts costs none and parts nothing.
 */
export async function packSources(sources: readonly SourceText[], { maxTokens, tokenMap, before = '', after = '', minTokens = 16 }: PackOptions): Promise<PackedContext> {
  const count = async (text: string): Promise<number> => totalOf(await tokenMap(text));
  let room = maxTokens - (await count(`${before}${BETWEEN}${after}`));
  const parts: string[] = [];
  const packed: PackedSource[] = [];
  for (const [index, source] of sources.entries()) {
    const fitted = room < minTokens ? undefined : await fitSource(source, { number: parts.length + 1, room, tokenMap, minTokens });
    packed.push(fitted ? { index, content: fitted.content, tokenCount: fitted.tokenCount, truncated: fitted.truncated } : { index, content: '', tokenCount: 0, truncated: true });
    if (!fitted) continue;
    parts.push(fitted.part);
    room -= fitted.partTokens;
  }
  const text = [before, ...parts, after].filter((part) => part !== '').join(BETWEEN);
  return { text, tokenCount: await count(text), sources: packed };
}

interface FitSource {
  readonly number: number;
  readonly room: number;
  readonly minTokens: number;
  readonly tokenMap: PackOptions['tokenMap'];
}

interface FittedSource {
  readonly part: string;
  readonly partTokens: number;
  readonly content: string;
  readonly tokenCount: number;
  readonly truncated: boolean;
}

async function fitSource(source: SourceText, { number, room, minTokens, tokenMap }: FitSource): Promise<FittedSource | undefined> {
  const text = withoutClosingTag(source.text);
  const [opening, closing] = [openingTag(source, number), '</source>'];
  const [tokens, frame] = await Promise.all([tokenMap(text), tokenMap(`${opening}\n${closing}`)]);
  const frameTokens = totalOf(frame);
  const { content, tokenCount, truncated } = fitText(text, { tokens, maxTokens: Math.max(0, room - frameTokens) });
  if (content === '' || (truncated && tokenCount < minTokens)) return undefined;
  return { part: `${opening}\n${content}\n${closing}`, partTokens: frameTokens + tokenCount, content, tokenCount, truncated };
}

function openingTag({ name, type }: SourceText, number: number): string {
  return `<source id="${number}" name="${attribute(name)}" type="${attribute(type)}">`;
}

function attribute(value: string): string {
  return value.replaceAll(/\s+/g, ' ').replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}

/** A stored text must not be able to end its own source and pose as what follows. */
function withoutClosingTag(text: string): string {
  return text.replaceAll(/<(?=\/source)/gi, '<\\');
}

function totalOf({ counts }: TokenMap): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
