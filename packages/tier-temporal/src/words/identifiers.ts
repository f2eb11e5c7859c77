const ATOM = String.raw`[\p{Script=Latin}\p{N}]+`;
/** A name of code or a path: letters and digits, joined by what joins them there. */
const NAME = new RegExp(String.raw`${ATOM}(?:(?:::|[_./\\-])+${ATOM})*`, 'gu');
const ATOMS = new RegExp(ATOM, 'gu');
/** Joins that prose does not use inside a word, or hardly ever. */
const JOINED = /[_/\\]|::|\p{L}\.\p{L}/u;
const SEGMENTS = /[/\\.]|::/u;
/** Where a name in one word has its parts: before a capital that follows a small letter or digit, and before the last of several capitals. */
const BOUNDARY = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u;
/** A word with more digits between its letters than this is a hash or a key, of no parts. */
const MOST_TURNS = 3;
const TURN = /(?<=\p{L})(?=\p{N})|(?<=\p{N})(?=\p{L})/u;
const LAST_DIGITS = /\p{N}+$/u;
/** A longer whole is not looked for as one word. */
const LONGEST_WHOLE = 80;

/** The words of the names in a text that its words do not give. */
export interface NameWords {
  /** Names of several words as one: `parse_http_request` as `parsehttprequest`, of a path the path and the names in it. */
  readonly wholes: readonly string[];
  /** Words inside one word: `parseHttpRequest` gives `parse`, `http`, `request`. */
  readonly parts: readonly string[];
}

/** Each once; lower case. */
export function nameWords(text: string): NameWords {
  const wholes = new Set<string>();
  const parts = new Set<string>();
  for (const [name] of text.matchAll(NAME)) {
    if (JOINED.test(name)) for (const whole of [name, ...name.split(SEGMENTS)]) addWhole(wholes, whole);
    for (const [atom] of name.matchAll(ATOMS)) for (const part of partsOf(atom)) parts.add(part);
  }
  return { wholes: [...wholes], parts: [...parts] };
}

function addWhole(wholes: Set<string>, name: string): void {
  const atoms = name.match(ATOMS) ?? [];
  const whole = atoms.join('').toLowerCase();
  if (atoms.length > 1 && whole.length <= LONGEST_WHOLE) wholes.add(whole);
}

/** None for a word that is one part. */
function partsOf(atom: string): string[] {
  const parts = atom.split(BOUNDARY);
  if (parts.length === 1 || atom.split(TURN).length - 1 > MOST_TURNS) return [];
  return parts.flatMap((part) => [part, part.replace(LAST_DIGITS, '')]).filter((part) => part.length > 1).map((part) => part.toLowerCase());
}
