/** A stretch of text that fits into a chunk and is not cut any more. */
export interface Atom {
  readonly start: number;
  readonly end: number;
  /** As in `Segment`. */
  readonly cut: number;
  /** As in `Segment`. */
  readonly cross: number;
  readonly section: number;
  readonly continues: boolean;
  /** Tokens; a piece of a unit that had to be cut counts as a full chunk, because nobody knows how its pieces are tokenised. */
  readonly weight: number;
}

/** Atoms in order, joined while they come where they are too small to be told apart. */
export interface AtomList {
  add(atom: Atom): void;
  readonly atoms: readonly Atom[];
}

/**
 * Joins atoms of one section below `grain` tokens to the next one, and everything without a token to its neighbour: white space, and whatever else the
 * tokenizer drops, belongs to what is before it, or after it at the start of the text.
 */
export function createAtomList(grain: number): AtomList {
  const atoms: Atom[] = [];
  let last: { -readonly [Key in keyof Atom]: Atom[Key] } | undefined;
  const push = (atom: Atom): void => {
    const { start, end, cut, cross, section, continues, weight } = atom;
    last = { start, end, cut, cross, section, continues, weight };
    atoms.push(last);
  };
  return {
    atoms,
    add: (atom) => {
      if (last === undefined) {
        push(atom);
      } else if (last.weight === 0) {
        atoms.pop();
        push({ ...atom, start: last.start });
      } else if (atom.weight === 0 || isTiny(last, atom, grain)) {
        last.end = atom.end;
        last.weight += atom.weight;
      } else {
        push(atom);
      }
    },
  };
}

function isTiny(last: Atom, atom: Atom, grain: number): boolean {
  return last.weight < grain && last.weight + atom.weight <= 2 * grain && last.section === atom.section;
}
