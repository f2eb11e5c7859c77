import { CROSS } from './costs.js';

/** Longest title kept in a path, in UTF-16 code units; a heading that runs on is text, not a title. */
const MAX_TITLE_LENGTH = 120;

/** The headings that are open while a document is read from top to bottom. */
export interface HeadingStack {
  /** Path of every section so far; the first is the text before any heading. */
  readonly paths: (readonly string[])[];
  /** Index of the section being read. */
  current(): number;
  /** Starts a section and says what it costs a chunk to run on into it. */
  enter(level: number, title: string): number;
}

/** A stack that starts in the section before the first heading. */
export function createHeadingStack(): HeadingStack {
  const paths: (readonly string[])[] = [[]];
  const open: { readonly level: number; readonly title: string }[] = [];
  return {
    paths,
    current: () => paths.length - 1,
    enter: (level, title) => {
      const isFirst = paths.length === 1;
      const depthBefore = open.length;
      while ((open.at(-1)?.level ?? 0) >= level) open.pop();
      const isChild = open.length === depthBefore;
      const cross = isFirst || (isChild && depthBefore > 0) ? CROSS.intoChild : open.length > 0 ? CROSS.sibling : CROSS.topLevel;
      open.push({ level, title: cleanTitle(title) });
      paths.push(open.map((heading) => heading.title).filter((name) => name !== ''));
      return cross;
    },
  };
}

/** Leaves the words of a title: link targets, emphasis and code marks go. */
function cleanTitle(title: string): string {
  return cutTitle(title)
    .replaceAll(/!?\[([^[\]]*)\]\([^()]*\)/g, '$1')
    .replaceAll(/[*`]+/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function cutTitle(title: string): string {
  if (title.length <= MAX_TITLE_LENGTH) return title;
  const lastUnit = title.charCodeAt(MAX_TITLE_LENGTH - 1);
  return title.slice(0, lastUnit >= 0xd800 && lastUnit <= 0xdbff ? MAX_TITLE_LENGTH - 1 : MAX_TITLE_LENGTH);
}
