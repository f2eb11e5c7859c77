import { CROSS, CUT } from './costs.js';
import { closeSegments, linesOf, type Outline, type SegmentStart } from './outline.js';

/** `Name: text`, also as `**Name:** text`, `[10:02] Name: text`, `<name> text`, `### Assistant`. */
const TURN = /^(?:[[(][^\])\n]{1,40}[\])][ \t]*)?(?:[*_]{0,3}[\p{L}\p{N}@][\p{L}\p{N}\p{M} ._'’()-]{0,48}[*_]{0,3}:[*_]{0,3}(?:\s|$)|<[^<>\s]{1,40}>\s|#{1,6} (?:user|human|assistant|system|tool|ai)\b)/iu;

/** Reads a conversation: a turn starts with the name or role of who speaks and goes on to the next one. */
export function outlineChat(text: string): Outline {
  const starts: SegmentStart[] = [];
  for (const line of linesOf(text)) {
    if (starts.length > 0 && !TURN.test(line.text)) continue;
    if (starts.length === 0 && line.text.trim() === '') continue;
    starts.push({ start: line.start, cut: CUT.block, cross: CROSS.none, section: 0, continues: true, splitter: 'paragraphs' });
  }
  if (starts.length === 0) starts.push({ start: 0, cut: CUT.block, cross: CROSS.none, section: 0, continues: false, splitter: 'paragraphs' });
  return { segments: closeSegments(starts, text.length), sections: [[]] };
}
