const PUNCTUATION = /^\p{P}$/u;
const MARK = /^\p{M}$/u;

/** White space as `String.prototype.trim` sees it. */
export function isWhiteSpace(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  if (code < 0xa0) return false;
  return code === 0xa0 || code === 0x1680 || (code >= 0x2000 && code <= 0x200a) || code === 0x2028 || code === 0x2029 || code === 0x202f || code === 0x205f || code === 0x3000 || code === 0xfeff;
}

/** Punctuation as BERT sees it: every ASCII character that is neither letter, digit nor space, and Unicode's category P. */
export function isPunctuation(code: number): boolean {
  if (code < 0x80) return (code >= 0x21 && code <= 0x2f) || (code >= 0x3a && code <= 0x40) || (code >= 0x5b && code <= 0x60) || (code >= 0x7b && code <= 0x7e);
  return PUNCTUATION.test(String.fromCodePoint(code));
}

/** The CJK ideographs that BERT makes a token of its own. */
export function isCjk(code: number): boolean {
  if (code < 0x3400) return false;
  return (code >= 0x4e00 && code <= 0x9fff) || code <= 0x4dbf || (code >= 0xf900 && code <= 0xfaff) || (code >= 0x20000 && code <= 0x2ceaf) || (code >= 0x2f800 && code <= 0x2fa1f);
}

/** Continues the character before it: combining marks, variation selectors, joiners, conjoining jamo, voiced sound marks, emoji skin tones and tags. */
export function isMarkOrJoiner(code: number): boolean {
  if (code < 0x300) return false;
  if (code === 0x200c || code === 0x200d || code === 0xff9e || code === 0xff9f || (code >= 0x1160 && code <= 0x11ff)) return true;
  return (code >= 0x1f3fb && code <= 0x1f3ff) || (code >= 0xe0020 && code <= 0xe007f) || MARK.test(String.fromCodePoint(code));
}

/** Whether a cut at `offset` would part a surrogate pair. */
export function partsSurrogates(text: string, offset: number): boolean {
  const after = text.charCodeAt(offset);
  if (after < 0xdc00 || after > 0xdfff) return false;
  const before = text.charCodeAt(offset - 1);
  return before >= 0xd800 && before <= 0xdbff;
}

/**
 * Whether a cut at `offset` would part what a reader sees as one character: a surrogate pair, CR LF, a letter and its accents, a joined emoji, a flag.
 * Looks at the neighbours only, so it takes the same time anywhere.
 */
export function partsGrapheme(text: string, offset: number): boolean {
  const after = text.charCodeAt(offset);
  const before = text.charCodeAt(offset - 1);
  if (after === 0x0a) return before === 0x0d;
  if (after < 0x300 && before < 0x300) return false;
  if (partsSurrogates(text, offset) || before === 0x200d) return true;
  return isMarkOrJoiner(text.codePointAt(offset) ?? 0) || (isRegionalIndicator(text, offset) && partsFlag(text, offset));
}

function isRegionalIndicator(text: string, offset: number): boolean {
  const code = text.codePointAt(offset) ?? 0;
  return code >= 0x1f1e6 && code <= 0x1f1ff;
}

/** Flags are pairs of regional indicators; longer rows than this are not flags that anybody reads. */
const MAX_INDICATORS = 64;

function partsFlag(text: string, offset: number): boolean {
  let before = 0;
  while (before < MAX_INDICATORS && isRegionalIndicator(text, offset - 2 * (before + 1))) before += 1;
  return before % 2 === 1;
}
