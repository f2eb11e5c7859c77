import { LtmcError, type MessageInput, type VersionInput } from '@ltmc/contracts';

/** A lone half of a surrogate pair, or NUL: neither survives the way through UTF-8 and JSON into a database. */
// oxlint-disable-next-line no-control-regex -- NUL is what is looked for
const UNSTORABLE = /[\p{Surrogate}\u0000]/u;

/** @throws LtmcError `LTMC_CONTENT_INVALID` when a text of the version would come back changed. */
export function requireStorable(input: VersionInput): void {
  const texts: [string, string][] = [['content', input.content], ['file name', input.fileName]];
  if (input.conversationId !== undefined) texts.push(['conversation id', input.conversationId]);
  for (const { content, context } of input.chunks) texts.push(['chunk', content], ['context', context ?? '']);
  requireAll(texts);
}

/** As {@link requireStorable}, of texts by what they are called. */
export function requireStorableTexts(texts: Readonly<Record<string, string>>): void {
  requireAll(Object.entries(texts));
}

/** As {@link requireStorable}, of a message. */
export function requireStorableMessage({ agentName, sourceTool, conversationId, content, chunks }: MessageInput): void {
  const texts: [string, string][] = [['agent name', agentName ?? ''], ['source tool', sourceTool ?? ''], ['conversation id', conversationId], ['content', content]];
  for (const chunk of chunks) texts.push(['chunk', chunk.content], ['context', chunk.context ?? '']);
  requireAll(texts);
}

function requireAll(texts: readonly (readonly [what: string, text: string])[]): void {
  for (const [what, text] of texts) requireStorableText(what, text);
}

function requireStorableText(what: string, text: string): void {
  const at = text.search(UNSTORABLE);
  if (at >= 0) {
    throw new LtmcError('LTMC_CONTENT_INVALID', `The ${what} holds a NUL or half a surrogate pair at offset ${at}; remove it`, { details: { what, offset: at } });
  }
}
