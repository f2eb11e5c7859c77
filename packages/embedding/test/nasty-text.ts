import fc from 'fast-check';

/** Texts that broke, or nearly broke, the rule that pieces tokenise as the whole does. */
export const NASTY: readonly string[] = [
  'ΑΣ', 'ΑΣ.Α', "ΑΣ'Α", 'ΑΣ. Α', 'ΑΣ\fΑ', 'ΑΣ\u200DΑ', 'Σ', 'ΣΣ ΣΑΣ', 'İΣ', 'ΑΣ[SEP]Α', 'ΑΣ東Α', 'ΑΣ\u{F0000}Α', 'ΟΔΟΣ: ΟΔΟΣ.Α ὈΔΥΣΣΕΎΣ',
  'a≠b', '≮≯', '1\uFE0F\u20E3', '!\u20E3a', '!\u0301a', ' \u0301a', 'a\u0301\u0323', '\u1BAA\u302E\u0301a', '\u{1D15E}', '\u0344',
  'a\u0000b', 'a\vb\fc', '\uFEFFa\uFEFF', 'a\u2028b\u2029c', 'a\u0085b', '\uD83D', '\uDE00\uD83D', '\uD83D\u0000\uDE00', 'a\uFFFDb',
  '[SEP]', '[SEP', 'a[MASK]b', '[[PAD]]', '[sep]', '[S\u0000EP]', '[CLS][SEP]\u0301', '[UNK]\u20E3',
  '가각', '\u1100\u1161\u11A8', '豈\u{2F800}\u{20000}', 'ｆｕｌｌ，ｗｉｄｔｈ', '👩\u200D👩\u200D👧!', '🇳🇴🇳🇴', '👍🏽', 'ﬁ', 'ß', 'ǅ', 'ŉ',
  'x'.repeat(100), 'x'.repeat(101), `${'é'.repeat(100)} ${'é'.repeat(101)}`, '각'.repeat(40), `!\u20E3${'y'.repeat(120)}`,
];

const piece = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.constantFrom(' ', '\n', '\r\n', '\t', '\u00A0', '\u3000', '.', ',', "'", '’', ':', '·', '-', '_', '[', ']', '^', '`'),
  fc.constantFrom('\u0301', '\u0338', '\u20E3', '\u302E', '\u1BAA', '\u0345', '\u200B', '\u200D', '\u00AD', '\uFE0F', '\u0007'),
  fc.constantFrom('Σ', 'Α', 'İ', 'hello', 'Übergrößenträger', '東', '각', '😀', '\uD83D', '\uDE00', 'אב\u05BC', 'कि', 'ไทย', 'ن\u064E'),
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.string({ unit: 'grapheme', maxLength: 4 }),
);

/** Text made to break tokenizers: scripts, marks, invisible characters, halves of pairs, pieces of special tokens. */
export const nastyText: fc.Arbitrary<string> = fc.array(piece, { maxLength: 14 }).map((parts) => parts.join(''));
