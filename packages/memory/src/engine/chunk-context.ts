import type { ChunkInput, ChunkView } from '@ltmc/contracts';

/** Such as `.md`; `wifi.password` has none. */
const EXTENSION = /\.(?=[a-z0-9]*[a-z])[a-z0-9]{1,4}$/iu;
const FOLDERS = /[/\\]+/u;
/** Days, years and versions, which stand at the end of names that have words. */
const WHEN = /\d{4}-?\d\d-?\d\d|(?<!\d)(?:19|20)\d\d(?!\d)|(?<![\p{L}\p{N}])v\d+(?:\.\d+)*/giu;
/** `turn_12` or `ibmcld_07096-1490-3201`: one of many, whose words are the same for all and tell none from another. */
const NUMBERED = /\p{N}\P{L}*$/u;
/** Letters alone: what has digits in it is a key. */
const WORD = /(?<![\p{L}\p{M}\p{N}])[\p{L}\p{M}]+(?![\p{L}\p{M}\p{N}])/gu;
/** In a name in one word the parts begin so: before a capital that follows a small letter, and before the last of several capitals. */
const PART = /(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u;
const LEAST_LETTERS = 2;
const IN_WORD = /[\p{L}\p{M}\p{N}]/u;

/**
 * Chunks with what the name of their memory says and they do not: who stores `wifi-password.md` looks for "wifi password", whatever stands in it.
 * @param fileName - folders in it count.
 */
export function withNameContext(chunks: readonly ChunkInput[], fileName: string): readonly ChunkInput[] {
  const named = fileName.replace(EXTENSION, '').replaceAll(WHEN, ' ').split(FOLDERS).filter((part) => !NUMBERED.test(part));
  const words = wordsOf(named.join(' '));
  if (words.length === 0) return chunks;
  return chunks.map((chunk) => {
    const text = `${chunk.heading ?? ''} ${chunk.content}`.toLowerCase();
    const missing = words.filter((word) => !says(text, word));
    return missing.length === 0 ? chunk : { ...chunk, context: missing.join(' ') };
  });
}

/** Looks for the few words of a name, as reading all words of a text takes ten times as long: a tenth of a second for the longest. */
function says(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!IN_WORD.test(text.slice(Math.max(0, at - 1), at)) && !IN_WORD.test(text.slice(at + word.length, at + word.length + 1))) return true;
  }
  return false;
}

/** Chunks of a message with who says them, where its text does not begin so itself: "What did Ann say?" is asked of a talk. */
export function withSpeakerContext(chunks: readonly ChunkInput[], { agentName, content }: { readonly agentName: string | null; readonly content: string }): readonly ChunkInput[] {
  const speaker = agentName?.replaceAll(/\s*:\s*/gu, ' ').trim() ?? '';
  if (speaker === '' || content.toLowerCase().startsWith(`${speaker.toLowerCase()}:`)) return chunks;
  return chunks.map((chunk) => ({ ...chunk, context: `${speaker}:` }));
}

/** A context that says who speaks. Long ago the message before was kept there. */
const SPEAKER = /^[^\n:]+:$/u;

/** What of a chunk is compared with a question's words: a message with its speaker, as transcripts have it. */
export function searchedText({ kind, content, context }: Pick<ChunkView, 'kind' | 'content' | 'context'>): string {
  return kind === 'message' && context !== null && SPEAKER.test(context) ? `${context} ${content}` : content;
}

/** What of a chunk's context are words of its memory's name: they count as its own, as who gave the name looks for them. */
export function nameOf({ kind, context }: Pick<ChunkView, 'kind' | 'context'>): string | undefined {
  return kind === 'memory' && context !== null ? context : undefined;
}

/** Each once, in small letters. */
function wordsOf(text: string): string[] {
  const words = (text.replaceAll('_', ' ').match(WORD) ?? []).flatMap((word) => word.split(PART)).map((word) => word.toLowerCase());
  return [...new Set(words.filter((word) => word.length >= LEAST_LETTERS))];
}
