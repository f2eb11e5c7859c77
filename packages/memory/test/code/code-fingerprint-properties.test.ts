import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeFingerprint } from '../../src/code/code-fingerprint.js';

/** How a language may be written without saying something else. */
interface Style {
  readonly language: string;
  /** Each line: one way to write a statement's pieces or another; pieces may stand apart by any space. */
  readonly pieces: readonly (readonly string[])[];
  readonly spaces: readonly string[];
  readonly lineEnds: readonly string[];
}

const COMMON = [
  ['alpha'], ['beta'], ['1000', '1_000'], ['255', '0xff', '0XFF'], ['2.5', '2.50', '25e-1'], ['+'], ['=='], ['('], [')'], ['['], [']'], ['<='], [','],
];
const ANY_QUOTE = [['"it"', "'it'"], [`"it's"`, String.raw`'it\'s'`], ['"# // /* --"', "'# // /* --'"], ['"a  b"', "'a  b'"]];

const STYLES: readonly Style[] = [
  { language: 'python', pieces: [...COMMON, ...ANY_QUOTE, ['**'], ['0b101', '5']], spaces: [' ', '  ', '\t', ' \\\n '], lineEnds: ['\n', '\n\n', ' # "why" \'\n', '\r\n', '\n# /* \n', '  \n'] },
  { language: 'javascript', pieces: [...COMMON, ...ANY_QUOTE, ['=>'], ['`# ${1} //`'], [';']], spaces: [' ', '\n', '\t', ' /* "x */ ', ' // it\'s\n'], lineEnds: [';', ' ; ', '\n;\n', ';// "\n'] },
  { language: 'java', pieces: [...COMMON, ['"// x"'], ["'\"'"], ['>'], ['->']], spaces: [' ', '\n', '\r\n', ' /* \' */ ', ' // "\n'], lineEnds: [';', ' ;\n', '\n ; // x\n'] },
  { language: 'rust', pieces: [...COMMON, ['"// x"'], ["'a'"], ['r#"/* "#'], ["&'a"], ['..=']], spaces: [' ', '\n', ' /* /* " */ */ ', ' // "\n'], lineEnds: [';', ' ;\n'] },
  { language: 'go', pieces: [['alpha'], ['7'], ['"// x"'], ['`/* \n`'], [':=']], spaces: [' ', '\t', ' /* " */ '], lineEnds: ['\n', ';', ' ;\n', '\n\n\n', ' // `"\n'] },
  { language: 'sql', pieces: [['select', 'SELECT', 'Select'], ['alpha', 'ALPHA'], ["'-- X'"], ["'it''s'"], ['"Quoted"'], ['<>'], ['1.5', '1.50']], spaces: [' ', '\n', ' /* \' */ ', " -- it's\n"], lineEnds: [';', ' ;\n'] },
  { language: 'shell', pieces: [['echo'], ['a#b'], ['"a b"', "'a b'"], ["'$x # y'"], ['"$x # y"'], ['x=1'], ['${#x}']], spaces: [' ', '\t', '  ', ' \\\n'], lineEnds: ['\n', ';', '\n\n', ' # it\'s "\n'] },
];

const choice = fc.nat(1_000_000);
const pick = <T>(from: readonly T[], by: number): T => {
  const found = from[by % from.length];
  if (found === undefined) throw new Error('nothing to choose from');
  return found;
};

type Program = readonly (readonly number[])[];
const program = fc.array(fc.array(choice, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 6 });
const taste = fc.infiniteStream(choice);

/** Lays a program out as the taste tells. */
function write({ pieces, spaces, lineEnds }: Style, lines: Program, by: Stream): string {
  const next = (): number => by.next().value ?? 0;
  return lines.map((line) => {
    // A statement that is only a text says nothing in Python, and in Go no line ends behind an operator.
    const said = [['alpha'], ...line.map((index) => pick(pieces, index)), ['omega']].map((ways) => pick(ways, next()));
    return said.reduce((text, piece) => `${text}${pick(spaces, next())}${piece}`) + pick(lineEnds, next());
  }).join('');
}

type Stream = Iterator<number, undefined>;

/** Brackets would let lines go on in Python, where others end them. */
const withoutBrackets = (style: Style): Style => ({ ...style, pieces: style.pieces.filter(([piece]) => !'()[]'.includes(piece ?? '')) });

describe.each(STYLES.map((style) => [style.language, withoutBrackets(style)] as const))('%s', (language, style) => {
  it('has one fingerprint, however it is laid out and commented', () => {
    fc.assert(fc.property(program, taste, taste, (lines, one, other) => {
      const codes = [write(style, lines, one[Symbol.iterator]()), write(style, lines, other[Symbol.iterator]())];
      expect(codeFingerprint(codes[0] ?? '', { language }), JSON.stringify(codes)).toBe(codeFingerprint(codes[1] ?? '', { language }));
    }), { numRuns: 300 });
  });

  it('has another once a token is another, is gone, or is added', () => {
    fc.assert(fc.property(program, choice, choice, fc.constantFrom('change', 'remove', 'add'), taste, (lines, where, what, how, by) => {
      const at = where % lines.length;
      const line = lines[at] ?? [];
      const place = what % line.length;
      const shifted = ((line[place] ?? 0) + 1 + (what % (style.pieces.length - 1)));
      const changed = how === 'change' ? line.with(place, shifted) : how === 'remove' ? line.toSpliced(place, 1) : [...line, what];
      const code = (version: Program): string => codeFingerprint(write(style, version, by[Symbol.iterator]()), { language });
      fc.pre(how !== 'change' || pick(style.pieces, shifted) !== pick(style.pieces, line[place] ?? 0));
      expect(code(lines.with(at, changed))).not.toBe(code(lines));
    }), { numRuns: 300 });
  });
});

describe('any text', () => {
  const languages = ['python', 'typescript', 'java', 'c++', 'go', 'rust', 'sql', 'bash', 'php', 'klingon', undefined];
  const marks = fc.constantFrom('"', "'", '`', '"""', "'''", '/*', '*/', '//', '#', '--', '\n', '\\', '${', '}', '{', '(', ')', '<<A', 'A', 'r#"', 'R"x(', '@"', '$$', '1', '0x', '.', 'e9', ' ', '\t', '\uD800', '\0', 'é', 'ſ');
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.array(marks, { maxLength: 60 }).map((parts) => parts.join('')));

  it('has a fingerprint, the same each time', () => {
    fc.assert(fc.property(text, fc.constantFrom(...languages), (code, language) => {
      expect(codeFingerprint(code, { language })).toMatch(/^[\da-f]{32}$/);
      expect(codeFingerprint(code, { language })).toBe(codeFingerprint(code, { language }));
    }), { numRuns: 2000 });
  });

  it('a change behind an open comment or an open text is a change', () => {
    for (const [language, code] of [['python', 'x = """a'], ['js', 'x = `a'], ['js', 'x /* a'], ['c', 'R"y(a'], ['rust', 'r#"a'], ['go', '`a'], ['sql', "'a"], ['bash', "echo 'a"], ['bash', 'cat <<E\na']]) {
      expect(codeFingerprint(`${code} 1`, { language })).not.toBe(codeFingerprint(`${code} 2`, { language }));
    }
  });
});
