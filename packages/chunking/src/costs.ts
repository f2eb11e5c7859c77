/**
 * What it costs to start a chunk at a border. A chunk much smaller than the target costs up to 1 (see `plan.ts`), so a border of cost 1 is only
 * used where nothing else fits, and one of 0.1 whenever it makes better sizes.
 */
export const CUT = {
  section: 0,
  block: 0.1,
  /** After "as follows:", and before the table or code that a paragraph introduces. */
  introduced: 0.4,
  sentence: 0.5,
  listItem: 0.3,
  line: 0.7,
  clause: 1,
  word: 1.4,
  unit: 2,
  afterHeading: 2,
} as const;

/** What it costs when a chunk runs over a border: how little the two sides belong together. */
export const CROSS = {
  none: 0,
  /** From a heading into its first subsection. */
  intoChild: 0.1,
  /** Over top-level blocks of code. */
  codeBlock: 0.1,
  /** Between sections that share a parent: worth it only when one of them is small. */
  sibling: 0.3,
  /** Between sections without a common parent: more than two tiny chunks cost above one, so never worth it. */
  topLevel: 1.1,
} as const;
