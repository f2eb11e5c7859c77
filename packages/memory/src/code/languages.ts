import { quoted, template, type LiteralReader } from './string-literal.js';

/** How lines count: not at all, as in JavaScript or Go (where some line ends do), or as blocks. */
export type Layout = 'free' | 'javascript' | 'go' | 'indented';

/** What the scanner must know of a language. */
export interface Lexicon {
  readonly layout: Layout;
  /** Sticky; everything to the end of the line. */
  readonly lineComment: RegExp;
  /** Block comments; nested ones count their marks. */
  readonly blockComment?: { readonly open: string; readonly close: string; readonly nested: boolean };
  /** Tried in order. */
  readonly literals: readonly LiteralReader[];
  /** Sticky; operators of more than one character, longest first. */
  readonly operators: RegExp;
  /** Words mean the same in either case. Default false. */
  readonly foldsCase?: boolean;
  /** Lines that begin with `#` end with their line. Default false. */
  readonly directives?: boolean;
  /** A slash may begin a regular expression. Default false. */
  readonly regexes?: boolean;
}

function anyOf(operators: string): RegExp {
  const parts = operators.split(' ').toSorted((a, b) => b.length - a.length).map((operator) => operator.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`));
  return new RegExp(parts.join('|'), 'y');
}

const C_COMMENT = { open: '/*', close: '*/', nested: false };
const SLASHES = /\/\/[^\n]*/y;
/** Where generics may end in `>>`, each `>` stands alone, so that `> >` and `>>` are one. */
const C_OPERATORS = '++ -- += -= *= /= %= &= |= ^= == != <= >= && || << <<= -> :: ... ?. ?? ??= => === !== .. ..<';

const BACKSLASH = { escape: 'backslash', multiline: false } as const;

const PYTHON: Lexicon = {
  layout: 'indented',
  lineComment: /#[^\n]*/y,
  literals: [
    quoted({ open: /[rbfut]{0,2}('''|""")/iy, escape: 'backslash', multiline: true, anyQuote: true }),
    quoted({ open: /[rbfut]{0,2}('|")/iy, ...BACKSLASH, anyQuote: true }),
  ],
  operators: anyOf('**= //= >>= <<= ... != -> := ** // >> << <= >= == += -= *= /= %= &= |= ^= @='),
};

const JAVASCRIPT: Lexicon = {
  layout: 'javascript',
  lineComment: SLASHES,
  blockComment: C_COMMENT,
  literals: [quoted({ open: /('|")/y, ...BACKSLASH, anyQuote: true }), template],
  operators: anyOf('++ -- += -= *= /= %= **= ** &= |= ^= == != === !== <= >= && || &&= ||= ?? ??= ?. => ... <<'),
  regexes: true,
};

const C_LIKE: Lexicon = {
  layout: 'free',
  lineComment: SLASHES,
  blockComment: C_COMMENT,
  literals: [
    quoted({ open: /(?:u8|[LuU])?R"([^()\\\s]{0,16})\(/y, close: ([, delimiter = '']) => `)${delimiter}"`, escape: 'none', multiline: true }),
    quoted({ open: /(?:\$@|@\$?)(")/y, escape: 'doubled', multiline: true }),
    quoted({ open: /(""")/y, escape: 'backslash', multiline: true }),
    quoted({ open: /(?:u8|[LuU$])?("|')/y, ...BACKSLASH }),
  ],
  operators: anyOf(C_OPERATORS),
  directives: true,
};

const GO: Lexicon = {
  layout: 'go',
  lineComment: SLASHES,
  blockComment: C_COMMENT,
  literals: [quoted({ open: /(`)/y, escape: 'none', multiline: true }), quoted({ open: /("|')/y, ...BACKSLASH })],
  operators: anyOf('++ -- += -= *= /= %= &= |= ^= == != <= >= && || << >> <<= >>= &^ &^= := <- ...'),
};

const RUST: Lexicon = {
  layout: 'free',
  lineComment: SLASHES,
  blockComment: { ...C_COMMENT, nested: true },
  literals: [
    quoted({ open: /(?:b|c)?r(#*)"/y, close: ([, hashes = '']) => `"${hashes}`, escape: 'none', multiline: true }),
    quoted({ open: /(?:b|c)?(")/y, escape: 'backslash', multiline: true }),
    // A character, not a lifetime.
    quoted({ open: /b?(')(?=(?:\\[^\n]{1,11}?|[^\\'\n])')/yu, ...BACKSLASH }),
  ],
  operators: anyOf('+= -= *= /= %= &= |= ^= == != <= >= && || << <<= -> => :: .. ..= ...'),
};

const SQL: Lexicon = {
  layout: 'free',
  lineComment: /--[^\n]*/y,
  blockComment: { ...C_COMMENT, nested: true },
  literals: [
    quoted({ open: /\$([a-z_]*)\$/iy, close: ([mark = '']) => mark, escape: 'none', multiline: true }),
    quoted({ open: /[enbx]?(')/iy, escape: 'doubled', multiline: true }),
    quoted({ open: /("|`)/y, escape: 'doubled', multiline: true }),
  ],
  operators: anyOf('<> != <= >= || :: := -> ->> #> #>> @> <@ && << >>'),
  foldsCase: true,
};

const PHP: Lexicon = { ...C_LIKE, lineComment: /(?:\/\/|#(?!\[))[^\n]*/y, literals: [quoted({ open: /("|')/y, escape: 'backslash', multiline: true })], directives: false, operators: anyOf(`${C_OPERATORS} <=> ** **= .=`) };

export const LEXICONS = { python: PYTHON, javascript: JAVASCRIPT, c: C_LIKE, go: GO, rust: RUST, sql: SQL, php: PHP } as const;

/** The kinds of code that are told apart; `plain` is anything else. */
export type CodeKind = keyof typeof LEXICONS | 'shell' | 'plain';
